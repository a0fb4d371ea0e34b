import JSONSchema
import Testing

@Suite struct JSONDocumentTests {
    private func failure(_ text: String, limits: JSONLimits = JSONLimits()) -> JSONFailure.Reason? {
        do {
            _ = try JSONDocument(Array(text.utf8), limits: limits)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test(arguments: [
        "{}", "[]", " 1 ", "-0", "0.5e-3", "1E+2", "\"\"", "null", "true", "false", #"{"a":[{"b":[]},{}]}"#,
        #""\ud83d\ude00""#, "\"\u{FFFF}\"", "[[],[[]]]",
    ])
    func whatIsJSONIsRead(text: String) {
        #expect(self.failure(text) == nil)
    }

    @Test(arguments: [
        "", " ", "{", "}", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{a:1}", "[1}", "01", "+1", "1.", ".5",
        "1e",
        "--1", "nul", "nulls", "tru", "NaN", "Infinity", "\"", "\"\\\"", #""\x""#, #""\u12""#, #""\ud800""#,
        #""\ud800\u0041""#, #""\udc00""#, "\"\n\"", "{}{}", "[1] 2", "{\"a\":1,}", "'a'", "// 1", "[1 2]",
    ])
    func whatIsNotJSONIsRefused(text: String) {
        #expect(self.failure(text) == .notJSON)
    }

    @Test func bytesThatAreNotUTF8AreRefused() {
        for bytes: [UInt8] in [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
        ] {
            #expect(throws: JSONFailure.self) { try JSONDocument(bytes) }
        }
    }

    @Test(arguments: [1, 20])
    func aNameMayNotBeRepeatedHoweverItIsWritten(others: Int) {
        let members = (0..<others).map { #""k\#($0)":1"# }.joined(separator: ",")
        #expect(self.failure(#"{"a":1,\#(members),"b":2}"#) == nil)
        #expect(self.failure(#"{"a":1,\#(members),"a":2}"#) == .repeatedName)
        #expect(self.failure(#"{"a":1,\#(members),"\u0061":2}"#) == .repeatedName)
        #expect(self.failure(#"{"a":{"a":{"a":1}},\#(members)}"#) == nil)
    }

    @Test func everyLimitHasItsOwnReason() {
        var limits = JSONLimits()
        limits.nestingCountMax = 3
        limits.valueCountMax = 6
        limits.numberByteCountMax = 5
        limits.byteCountMax = 40
        #expect(self.failure("[[[1]]]", limits: limits) == nil)
        #expect(self.failure("[[[[1]]]]", limits: limits) == .tooDeep)
        #expect(self.failure("[1,2,3,4,5]", limits: limits) == nil)
        #expect(self.failure("[1,2,3,4,5,6]", limits: limits) == .tooMany)
        #expect(self.failure("12345", limits: limits) == nil)
        #expect(self.failure("123456", limits: limits) == .numberTooLong)
        #expect(self.failure(String(repeating: " ", count: 41), limits: limits) == .tooLong)
        #expect(self.failure(String(repeating: "[", count: 1_000_000)) == .tooDeep)
    }

    @Test func textsLoseTheirEscapesAndPointersGetTheirs() throws {
        let text = #"{"a/b~":[{"\u00e9\n\ud83d\ude00":7},8]}"#
        let root = try JSONDocument(Array(text.utf8)).root
        let list = try #require(root["a/b~"])
        let first = try #require(list.items?.first)
        let value = try #require(first["é\n😀"])
        #expect(value.integer == 7)
        #expect(value.pointer == "/a~1b~0/0/é\n😀")
        #expect(first.standingAlone().root["é\n😀"]?.integer == 7)
    }

    @Test func aWholeNumberIsReadExactlyOrNotAtAll() throws {
        for (text, value) in [
            ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min), ("1e3", 1000),
            ("-0.0", 0), ("120.0", 120), ("9223372036854775808", nil), ("0.5", nil), ("1e999999999999", nil),
            ("10000000000000000000", nil), ("-9223372036854775809", nil),
        ] as [(String, Int?)] {
            #expect(try JSONDocument(Array(text.utf8)).root.integer == value, "\(text)")
        }
    }

    /// Goal: damaged texts are read or refused, and what is read is whole.
    @Test(arguments: 0..<200)
    func damageIsReadOrRefused(seed: Int) {
        var random = Xorshift(seed: UInt64(seed + 1))
        var bytes = Array(
            #"{"a":[1,-2.5e3,{"b\n\u00e9":null}],"c":"ü\ud83d\ude00","d":[true,false,[],{}]}"#.utf8)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: place)
            default: bytes.removeSubrange(place...)
            }
            if bytes.isEmpty { return }
        }
        guard let document = try? JSONDocument(bytes) else { return }
        var waiting = [document.root]
        while let value = waiting.popLast() {
            _ = (value.string, value.integer, value.pointer)
            waiting += value.items ?? value.members?.map(\.value) ?? []
        }
    }
}

/// A source of numbers that a seed repeats.
struct Xorshift: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { self.state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        self.state ^= self.state << 13
        self.state ^= self.state >> 7
        self.state ^= self.state << 17
        return self.state
    }
}

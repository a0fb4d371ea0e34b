import EncodedValues
import Foundation
import JSONSchema
import Testing

/// Goal: what the headers of real values say is read, and damaged ones are told from them without harm.
/// The values were written by the Python package's codec: see `Tools/golden/encoded_values.py`.
@Suite struct EncodedValuesTests {
    private static func values() throws -> [JSONReference] {
        let folder = try #require(Bundle.module.resourceURL)
        let bytes = Array(try Data(contentsOf: folder.appending(path: "Fixtures/values.json")))
        return try #require(try JSONDocument(bytes).root.items)
    }

    /// A schema that asks for a type, by the JSON of the keyword's value.
    private func schema(_ type: String) throws(InvalidSchema) -> Schema {
        var options = Schema.Options()
        options.extensions = [TypeKeyword()]
        return try Schema(json: Array(#"{"x-spinwire-type":\#(type)}"#.utf8), options: options)
    }

    private func check(_ type: String, _ value: JSONReference) throws -> [String] {
        try self.schema(type).verdict(on: value.standingAlone()).violations.map(\.sentence)
    }

    @Test func everyRealValueIsOfItsTypeAndOfNoOther() throws {
        let names = Set(try Self.values().compactMap { $0["type"]?.string })
        #expect(names.count >= 10)
        for value in try Self.values() {
            let type = try #require(value["type"]?.string)
            let encoded = try #require(value["encoded"])
            #expect(try self.check("\"\(type)\"", encoded) == [], "\(value["name"]?.string ?? "")")
            for other in names
            where other != type && !(type == "parameter" && other == "parameter_expression") {
                let sentences = try self.check("\"\(other)\"", encoded)
                #expect(sentences == ["It must be an encoded value of type \(other)."])
            }
        }
    }

    @Test func circuitsAreHeldAgainstWhatTheirHeadersSay() throws {
        var count = 0
        for value in try Self.values() where value["type"]?.string == "circuit" {
            count += 1
            let encoded = try #require(value["encoded"])
            for (fact, rule) in [
                ("qubits", "num_qubits"), ("clbits", "num_clbits"), ("instructions", "num_instructions"),
            ] {
                let number = try #require(value["facts"]?[fact]?.integer)
                #expect(
                    try self.check(
                        #"{"name":"circuit","min_\#(rule)":\#(number),"max_\#(rule)":\#(number)}"#, encoded)
                        == [])
                #expect(
                    try self.check(#"{"name":"circuit","min_\#(rule)":\#(number + 1)}"#, encoded).count == 1)
                if number > 0 {
                    #expect(
                        try self.check(#"{"name":"circuit","max_\#(rule)":\#(number - 1)}"#, encoded).count
                            == 1)
                }
            }
        }
        #expect(count == 30)
    }

    @Test func arraysAreHeldAgainstTheirShapeAndElementType() throws {
        for value in try Self.values() where value["type"]?.string == "ndarray" {
            let encoded = try #require(value["encoded"])
            let shape = try #require(value["facts"]?["shape"]?.items).compactMap(\.integer)
            let type = try #require(value["facts"]?["dtype"]?.string)
            let lengths = shape.map(String.init).joined(separator: ",")
            let any = shape.map { _ in "null" }.joined(separator: ",")
            let size = shape.reduce(1, *)
            for rules in [
                #""dtype":"\#(type)""#, #""dtype":["nope","\#(type)"]"#, #""shape":[\#(lengths)]"#,
                #""shape":[\#(any)]"#,
                #""ndim":\#(shape.count)"#, #""max_size":\#(size)"#,
            ] {
                #expect(try self.check(#"{"name":"ndarray",\#(rules)}"#, encoded) == [], "\(rules)")
            }
            for rules in [
                #""dtype":"nope""#, #""shape":[\#(lengths)\#(shape.isEmpty ? "" : ",")9]"#, #""ndim":7"#,
            ] {
                #expect(try self.check(#"{"name":"ndarray",\#(rules)}"#, encoded).count == 1, "\(rules)")
            }
            if size > 0 {
                #expect(try self.check(#"{"name":"ndarray","max_size":\#(size - 1)}"#, encoded).count == 1)
            }
        }
    }

    @Test func rulesThatNeedTheValueAreAskedOfWhoeverDecodesIt() throws {
        let text = "{\"name\": \"ndarray\", \"ndim\": 1, \"finite\": true}"
        let array = "{\"__type__\":\"ndarray\",\"__value__\":[[1],[2]]}"
        let document = try JSONDocument(Array("[\(array),7]".utf8))
        let items = try #require(document.root.items)
        let rules = try JSONDocument(Array(text.utf8)).root
        // Where nobody decodes they hold; what the head tells is told first, and then nobody is asked.
        #expect(try TypeKeyword().compile(rules).problem(with: items[0]) != nil)
        let flat = try JSONDocument(Array(array.replacing("[[1],[2]]", with: "[1,2]").utf8))
        #expect(try TypeKeyword().compile(rules).problem(with: flat.root) == nil)
        let keyword = TypeKeyword(deepCheck: { value, rules in
            "asked about \(String(decoding: value, as: UTF8.self)) by \(String(decoding: rules, as: UTF8.self))"
        })
        let check = try keyword.compile(rules)
        #expect(
            check.problem(with: flat.root)
                == "asked about {\"__type__\":\"ndarray\",\"__value__\":[1,2]} by \(text)")
        #expect(check.problem(with: items[1]) == "It must be an encoded value of type ndarray.")
    }

    @Test func anArrayOfObjectsIsNestedLists() throws {
        let text = #"{"__type__":"ndarray","__value__":[[1,null,"a"],[2,3,4]]}"#
        let value = try JSONDocument(Array(text.utf8)).root
        #expect(try self.check(#"{"name":"ndarray","dtype":"object","shape":[2,3]}"#, value) == [])
        #expect(try self.check(#"{"name":"ndarray","dtype":"float64"}"#, value).count == 1)
    }

    @Test func aNumberThatTravelsAsAnArrayIsNone() throws {
        let array = try #require(try Self.values().first { $0["type"]?.string == "ndarray" }?["encoded"])
        let written = String(decoding: array.written, as: UTF8.self)
        for scalar in [#""nan""#, #""float128""#, "null"] {
            let text = String(written.dropLast()) + #","__scalar__":\#(scalar)}"#
            let value = try JSONDocument(Array(text.utf8)).root
            let sentences = try self.check(#""ndarray""#, value)
            #expect(sentences == ["It must be an ndarray, and is a single number."])
        }
    }

    @Test func anObjectIsToldByItsClass() throws {
        let value = try #require(try Self.values().first { $0["name"]?.string == "operator" }?["encoded"])
        #expect(try self.check(#"{"name":"object","class":["Operator","SparsePauliOp"]}"#, value) == [])
        #expect(try self.check(#"{"name":"object","class":"Operator"}"#, value).count == 1)
    }

    @Test func theElementsOfAWrappedValueAreReachedByOrdinaryKeywords() throws {
        let schema = try self.schema(##""set","properties":{"__value__":{"items":{"type":"integer"}}}"##)
        for (text, count) in [
            (#"{"__type__":"set","__value__":[1,2]}"#, 0), (#"{"__type__":"set","__value__":[1,"a"]}"#, 1),
        ] {
            #expect(schema.verdict(on: try JSONDocument(Array(text.utf8))).violations.count == count)
        }
    }

    @Test(arguments: [
        #""circus""#, "7", "{}", #"{"name":"circuit","colour":1}"#,
        #"{"name":"circuit","min_num_qubits":-1}"#,
        #"{"name":"circuit","shape":[1]}"#, #"{"name":"ndarray","shape":[-1]}"#,
        #"{"name":"ndarray","shape":3}"#,
        #"{"name":"ndarray","dtype":[]}"#, #"{"name":"complex","min_num_qubits":1}"#,
    ])
    func aTypeThatIsWrongIsAProblemOfTheSchema(type: String) {
        do {
            _ = try self.schema(type)
            Issue.record("the schema was accepted")
        } catch {
            #expect(error.problems.map(\.path) == ["/x-spinwire-type"])
        }
    }

    @Test(arguments: [
        #"{"__type__":"complex","__value__":[1]}"#, #"{"__type__":"complex","__value__":[1,"2"]}"#, "1",
        "null",
        #"{"__type__":"complex"}"#, #"{"__value__":[1,2]}"#, #"{"__type__":7,"__value__":[1,2]}"#,
    ])
    func whatIsNoComplexNumberIsRefused(text: String) throws {
        #expect(try self.check(#""complex""#, try JSONDocument(Array(text.utf8)).root).count == 1)
    }

    @Test(arguments: [
        "", "tomorrow", "2024-1-1", "2024-01-01X12:00", "2024-01-01T", "2024-01-01T12:00 o'clock",
    ])
    func whatIsNoDateIsRefused(text: String) throws {
        let value = try JSONDocument(Array(#"{"__type__":"datetime","__value__":"\#(text)"}"#.utf8)).root
        #expect(try self.check(#""datetime""#, value).count == 1)
    }

    /// Goal: no payload, however damaged, does more than not fit.
    /// Method: bits flipped, bytes removed and texts cut in the packed bytes and in their text; seeds name the failure.
    @Test(arguments: 0..<64)
    func damagedPayloadsAreReadOrRefused(seed: Int) throws {
        var random = Scrambler(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1)
        for value in try Self.values() {
            let type = try #require(value["type"]?.string)
            guard type == "circuit" || type == "ndarray", let encoded = value["encoded"],
                let text = encoded["__value__"]?.string, let wrapper = encoded["__type__"]?.string
            else { continue }
            let rules = type == "circuit" ? #""min_num_qubits":1"# : #""shape":[1,2,3]"#
            let schema = try self.schema(#"{"name":"\#(type)",\#(rules)}"#)
            let damaged = random.next() & 1 == 0 ? self.damaged(text, &random) : self.repacked(text, &random)
            let document = try JSONDocument(
                Array(#"{"__type__":"\#(wrapper)","__value__":"\#(damaged)"}"#.utf8))
            switch schema.verdict(on: document) {
            case .fits, .violates: break
            case .undecided(let sentence): Issue.record("\(sentence)")
            }
        }
    }

    /// Text with characters changed, removed, or cut off.
    private func damaged(_ text: String, _ random: inout Scrambler) -> String {
        let alphabet = Array("ABCxyz019+/=!".utf8)
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<min(bytes.count, 200), using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes[place] = alphabet.randomElement(using: &random) ?? 65
            case 1: bytes.remove(at: place)
            default: bytes.removeSubrange(place...)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The payload with bits of its unpacked head flipped, so that headers are wrong where all wrapping is right.
    private func repacked(_ text: String, _ random: inout Scrambler) -> String {
        guard var bytes = Unpacked.bytes(of: text) else { return text }
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0..<min(bytes.count, 160), using: &random)
            bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        }
        if Bool.random(using: &random) {
            bytes.removeSubrange(Int.random(in: 0..<bytes.count, using: &random)...)
        }
        return Unpacked.text(of: bytes)
    }
}

/// A source of numbers that a seed repeats.
struct Scrambler: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        self.state ^= self.state << 13
        self.state ^= self.state >> 7
        self.state ^= self.state << 17
        return self.state
    }
}

import RuntimeClient
import RuntimeModel
import RuntimeWire
import Testing

/// Which results count as equal, and where others are said to differ.
@Suite struct JobDifferenceTests {
    private static func result(_ text: String) -> JobEvent {
        JobEvent(
            EventRecord(
                job: JobID(high: 1, low: 2), sequence: 1, attempt: 1, kind: .result, flags: 0,
                contentType: .json, time: Timestamp(microseconds: 0), body: Array(text.utf8)))
    }

    private static func difference(_ first: String, _ second: String) -> JobDifference? {
        JobDifference.between(Self.result(first), Self.result(second), at: .result)
    }

    @Test(arguments: [
        ("1", "1.0"), ("[100]", "[1e2]"), ("-2", "-2.0"), ("0", "0.0"),
        (#"{"a":1,"b":2}"#, #"{"b":2, "a":1}"#),
        (#""\u00fc""#, #""ü""#), (#"[{"a":[null,true]}]"#, #"[ {"a" : [null, true] } ]"#),
    ])
    func whatIsWrittenInAnotherWayIsTheSame(first: String, second: String) {
        #expect(Self.difference(first, second) == nil)
    }

    @Test(arguments: [
        // 10**30 and the next one are the same double.
        ("1000000000000000000000000000000", "1000000000000000000000000000001"), ("0.0", "-0.0"),
        ("9223372036854775807", "9223372036854775808"), ("1e400", "1e401"), ("1", "true"), ("0", "null"),
        // Two ways to write one letter.
        (#""\u00e9""#, #""e\u0301""#), ("1", #""1""#), ("[]", "{}"),
    ])
    func valuesThatOnlyLookAlikeDiffer(first: String, second: String) {
        let whole = Self.difference(first, second)
        #expect(whole?.path == "" && whole?.first == first && whole?.second == second)
        let inside = Self.difference(#"{"a/b":[7,\#(first)]}"#, #"{"a/b":[7,\#(second)]}"#)
        #expect(inside?.path == "/a~1b/1" && inside?.first == first && inside?.second == second)
    }

    @Test func whatOnlyOneOfThemHasIsTold() {
        let item = Self.difference("[1,2]", "[1]")
        #expect(item?.path == "/1" && item?.first == "2" && item?.second == nil)
        let member = Self.difference(#"{"a":1}"#, #"{"a":1,"b":null}"#)
        #expect(member?.path == "/b" && member?.first == nil && member?.second == "null")
    }

    @Test func whatIsNoJSONIsComparedAsText() {
        #expect(Self.difference("NaN", "NaN") == nil)
        #expect(Self.difference("NaN", "1")?.first == "NaN")
        let deep = String(repeating: "[", count: 2000) + String(repeating: "]", count: 2000)
        #expect(Self.difference(deep, deep + " ")?.path == "")
    }
}

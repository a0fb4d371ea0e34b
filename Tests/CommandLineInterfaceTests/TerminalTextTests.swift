import CommandLineInterface
import Foundation
import RuntimeClient
import RuntimeModel
import RuntimeWire
import Testing

/// What others wrote never steers the terminal of whoever looks at it.
@Suite struct TerminalTextTests {
    private static let hostile =
        "a\u{1b}[2J\u{7}\u{9b}31mb\u{202e}c\u{2066}d\u{7f}\u{85}\u{2028}e\u{200e}\u{200f}\u{61c}f"

    private static func steers(_ text: String) -> Bool {
        text.unicodeScalars.contains {
            ($0.value < 0x20 && $0 != "\n" && $0 != "\t") || (0x7F..<0xA0).contains($0.value)
                || (0x2028...0x202E).contains($0.value) || (0x2066...0x2069).contains($0.value)
                || [0x061C, 0x200E, 0x200F].contains($0.value)
        }
    }

    @Test func aLineHasNoEndsOfLinesAndLinesKeepTheirs() {
        #expect(TerminalText.line("a\tb\nc\r\nd") == "a b c  d")
        #expect(TerminalText.lines("a\tb\nc\r\nd\re") == "a\tb\nc\nd\ne")
        #expect(TerminalText.lines("10 %\r20 %\r") == "10 %\n20 %")
        #expect(TerminalText.line("Grüße, שלום, 日本 🙂") == "Grüße, שלום, 日本 🙂")
    }

    @Test func nothingThatSteersIsLeft() {
        #expect(TerminalText.lines(Self.hostile) == "a [2J  31mb c d   e   f")
        #expect(TerminalText.line(Self.hostile) == "a [2J  31mb c d   e   f")
    }

    @Test func errorsFindingsAndEventsAreHarmless() throws {
        let error = RuntimeError(
            .jobFailed, "It \(Self.hostile)", context: ["k\n": Self.hostile, "trace": "x\n\(Self.hostile)"])
        var lines = ErrorText.lines(error)
        #expect(lines.count == 3)
        lines += ProgramFinding("dry run", .failed, Self.hostile + "\nb", more: [Self.hostile + "\nc"]).lines
        #expect(lines.count == 5)
        let body = try WireJSON.encode([
            "status": "failed\n", "reason": "b\nstatus: completed" + Self.hostile,
        ])
        for (kind, bytes) in [
            (EventKind.status, body), (.progress, try WireJSON.encode(["text": Self.hostile])),
        ] {
            let event = JobEvent(
                EventRecord(
                    job: JobID(high: 1, low: 2), sequence: 1, attempt: 1, kind: kind, flags: 0,
                    contentType: .json,
                    time: Timestamp(microseconds: 0), body: bytes))
            let (_, line) = try #require(EventLine.text(event))
            #expect(!line.contains("\n"))
            lines.append(line)
        }
        for line in lines { #expect(!Self.steers(line), "\(line.debugDescription)") }
    }

    @Test func jsonIsExactAndHarmlessAllTheSame() throws {
        let line = JSONText.line(["text": JSONValue.string(Self.hostile)])
        #expect(!Self.steers(line))
        let read = try JSONDecoder().decode([String: String].self, from: Data(line.utf8))
        #expect(read["text"] == Self.hostile)
    }

    @Test func aBodyThatIsJSONKeepsItsDigitsOnOneLine() {
        let body = #"{"big": 123456789012345678901234567890,"# + "\n\t\"c\": \"\u{9b}\" }"
        let line = JSONText.line(["a": 1, "z": 2], "data", json: Array(body.utf8))
        #expect(line == #"{"a":1,"data":{"big": 123456789012345678901234567890,  "c": "\u009b" },"z":2}"#)
    }
}

import ExecutorCore
import RuntimeTestKit
import Testing

@Suite struct OutputTests {
    @Test func theLimitOfEventsAndTheLimitOfBytesEachRefuse() {
        var limiter = OutputLimiter(eventCountMax: 2, byteCountMax: 10)
        #expect(limiter.admit(byteCount: 4) == nil)
        #expect(limiter.admit(byteCount: 7)?.contains("10 bytes") == true)
        #expect(limiter.admit(byteCount: 6) == nil)
        #expect(limiter.admit(byteCount: 0)?.contains("2 events") == true)
        #expect(limiter.eventCount == 2)
        #expect(limiter.byteCount == 10)
    }

    @Test func linesAreReportedWholeAndTheRestIsHeldBack() {
        var log = LogAssembler(bodyByteCountMax: 32)
        #expect(log.append(Array("one\ntwo\nthr".utf8)) == [Array("one\ntwo\n".utf8)])
        #expect(log.holdsPart)
        #expect(log.append(Array("ee\n".utf8)) == [Array("three\n".utf8)])
        #expect(!log.holdsPart)
        #expect(log.append(Array("rest".utf8)) == [])
        #expect(log.flush() == [Array("rest".utf8)])
        #expect(log.flush() == [])
    }

    @Test func longOutputIsCutAtLineEnds() {
        var log = LogAssembler(bodyByteCountMax: 16)
        let bodies = log.append(Array("aaaaaaaaaa\nbbbbbbbbbb\ncccccccccc\n".utf8))
        #expect(
            bodies.map { String(decoding: $0, as: UTF8.self) } == [
                "aaaaaaaaaa\n", "bbbbbbbbbb\n", "cccccccccc\n",
            ])
    }

    @Test func bytesThatAreNoTextAreReplaced() {
        var log = LogAssembler(bodyByteCountMax: 32)
        #expect(log.append([0x61, 0xFF, 0x0A]) == [Array("a\u{FFFD}\n".utf8)])
    }

    /// Goal: whatever the cuts of the pipe, the bodies joined are the text, each is text and none is too long.
    @Test(arguments: UInt64(0)..<100) func theTextSurvivesAllCuts(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let alphabet: [Character] = ["a", "é", "漢", "🙂", "\n", "z"]
        let text = String((0..<400).map { _ in alphabet.randomElement(using: &random) ?? "a" })
        var log = LogAssembler(bodyByteCountMax: 24)
        var rest = Array(text.utf8)
        var bodies: [[UInt8]] = []
        while !rest.isEmpty {
            let count = min(rest.count, Int.random(in: 1...40, using: &random))
            bodies += log.append(Array(rest.prefix(count)))
            rest.removeFirst(count)
        }
        bodies += log.flush()
        #expect(
            bodies.allSatisfy {
                !$0.isEmpty && $0.count <= 24 && String(validating: $0, as: UTF8.self) != nil
            })
        #expect(bodies.flatMap { $0 } == Array(text.utf8), "seed \(seed)")
    }
}

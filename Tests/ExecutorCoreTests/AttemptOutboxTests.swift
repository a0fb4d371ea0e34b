import ExecutorCore
import RuntimeTestKit
import Testing

@Suite struct AttemptOutboxTests {
    private func makeOutbox(window: Int = 4) -> AttemptOutbox<String> {
        AttemptOutbox(countMax: window, byteCountMax: 1000)
    }

    @Test func reportsAreNumberedFromOneAndSentOnce() {
        var outbox = self.makeOutbox()
        #expect(outbox.append("a", byteCount: 1) == 1)
        #expect(outbox.append("b", byteCount: 1) == 2)
        let batch = outbox.takeUnsent(countMax: 10, byteCountMax: 100)
        #expect(batch?.first == 1)
        #expect(batch?.items == ["a", "b"])
        #expect(outbox.takeUnsent(countMax: 10, byteCountMax: 100) == nil)
    }

    @Test func whatIsNotAcknowledgedIsSentAgainInOrder() {
        var outbox = self.makeOutbox()
        for item in ["a", "b", "c"] { outbox.append(item, byteCount: 1) }
        _ = outbox.takeUnsent(countMax: 10, byteCountMax: 100)
        outbox.acknowledge(through: 1)
        outbox.resendAll()
        let batch = outbox.takeUnsent(countMax: 10, byteCountMax: 100)
        #expect(batch?.first == 2)
        #expect(batch?.items == ["b", "c"])
    }

    @Test func anAcknowledgementMayBeRepeatedAndMayBeTooHigh() {
        var outbox = self.makeOutbox()
        var news = [outbox.acknowledge(through: 3)]
        outbox.append("a", byteCount: 5)
        for number in [9, 9, 1] as [UInt64] { news.append(outbox.acknowledge(through: number)) }
        #expect(news == [false, true, false, false])
        #expect(outbox.isEmpty)
        #expect(outbox.byteCount == 0)
        #expect(outbox.lastNumber == 1)
        #expect(outbox.append("b", byteCount: 1) == 2)
    }

    @Test func aReportThatIsNotReadyHoldsBackWhatIsBehindIt() {
        var outbox = self.makeOutbox()
        outbox.append("a", byteCount: 1)
        let number = outbox.reserve(byteCount: 500)
        outbox.append("c", byteCount: 1)
        #expect(outbox.takeUnsent(countMax: 10, byteCountMax: 100)?.items == ["a"])
        #expect(outbox.takeUnsent(countMax: 10, byteCountMax: 100) == nil)
        outbox.fill(number, with: "b", byteCount: 40)
        #expect(outbox.byteCount == 42)
        #expect(outbox.takeUnsent(countMax: 10, byteCountMax: 100)?.items == ["b", "c"])
    }

    @Test func noMoreThanTheWindowIsEverUnanswered() {
        var outbox = self.makeOutbox(window: 2)
        for item in ["a", "b", "c"] { outbox.append(item, byteCount: 1) }
        #expect(outbox.isFull)
        #expect(outbox.takeUnsent(countMax: 10, byteCountMax: 100)?.items == ["a", "b"])
        #expect(outbox.takeUnsent(countMax: 10, byteCountMax: 100) == nil)
        outbox.acknowledge(through: 1)
        #expect(outbox.takeUnsent(countMax: 10, byteCountMax: 100)?.items == ["c"])
    }

    @Test func aBatchKeepsItsLimitsButAlwaysHasOneReport() {
        var outbox = self.makeOutbox()
        for byteCount in [300, 30, 60, 60] { outbox.append("\(byteCount)", byteCount: byteCount) }
        #expect(outbox.takeUnsent(countMax: 10, byteCountMax: 100)?.items == ["300"])
        #expect(outbox.takeUnsent(countMax: 10, byteCountMax: 100)?.items == ["30", "60"])
        #expect(outbox.takeUnsent(countMax: 10, byteCountMax: 100)?.items == ["60"])
    }

    @Test func bytesMakeItFullToo() {
        var outbox = self.makeOutbox()
        outbox.append("a", byteCount: 1000)
        #expect(outbox.isFull)
        outbox.acknowledge(through: 1)
        #expect(!outbox.isFull)
    }

    /// Goal: over a channel that loses and repeats, the receiver gets every report once, in order.
    @Test(arguments: UInt64(0)..<100) func everythingArrivesOnceOverABadChannel(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var outbox = AttemptOutbox<Int>(countMax: 8, byteCountMax: 1 << 20)
        var received: [Int] = []
        var reserved: [UInt64] = []
        var made = 0
        for turn in 0..<4000 {
            if made < 100, !outbox.isFull, Bool.random(using: &random) {
                made += 1
                if Int.random(in: 0..<5, using: &random) == 0 {
                    reserved.append(outbox.reserve(byteCount: 10))
                } else {
                    outbox.append(made, byteCount: 10)
                }
            }
            if !reserved.isEmpty, Bool.random(using: &random) {
                let number = reserved.removeFirst()
                outbox.fill(number, with: Int(number), byteCount: 10)
            }
            if turn % 16 == 0 { outbox.resendAll() }
            guard let batch = outbox.takeUnsent(countMax: 3, byteCountMax: 100) else { continue }
            if Int.random(in: 0..<3, using: &random) == 0 { continue }
            for (index, item) in batch.items.enumerated() where Int(batch.first) + index == received.count + 1
            {
                received.append(item)
            }
            if Bool.random(using: &random) { outbox.acknowledge(through: UInt64(received.count)) }
        }
        outbox.acknowledge(through: UInt64(received.count))
        #expect(received == Array(1...made), "seed \(seed)")
        #expect(outbox.isEmpty)
    }
}

/// The reports of one attempt that the coordinator has not acknowledged: numbered 1, 2, 3 …, kept in order, sent
/// again until acknowledged.
///
/// A report whose body is still being put into the store takes its place and its number at once, and holds back what
/// is behind it. Nothing is ever dropped: when the outbox is full, whoever fills it has to pause.
package struct AttemptOutbox<Item: Sendable>: Sendable {
    /// Reports to send, with the number of the first.
    package struct Batch: Sendable {
        package let first: UInt64
        package let items: [Item]
    }

    private struct Entry: Sendable {
        /// `nil` while the report is not ready to be sent.
        var item: Item?
        var byteCount: Int
    }

    private var entries: [Entry] = []
    /// The number of `entries[0]`.
    private var firstNumber: UInt64 = 1
    /// How many of `entries` have been sent since the last ``resendAll()``.
    private var sentCount = 0
    /// Bytes held.
    package private(set) var byteCount = 0
    /// Most reports that may be unanswered before the outbox counts as full.
    package var countMax: Int
    /// Most bytes held before it does.
    package let byteCountMax: Int

    package init(countMax: Int, byteCountMax: Int) {
        precondition(countMax > 0 && byteCountMax > 0, "An outbox holds something.")
        self.countMax = countMax
        self.byteCountMax = byteCountMax
    }

    /// The number of the last report; 0 before the first.
    package var lastNumber: UInt64 { self.firstNumber + UInt64(self.entries.count) - 1 }
    /// The highest number that is acknowledged.
    package var acknowledged: UInt64 { self.firstNumber - 1 }
    package var count: Int { self.entries.count }
    package var isEmpty: Bool { self.entries.isEmpty }
    /// Whether the program has to wait.
    package var isFull: Bool { self.entries.count >= self.countMax || self.byteCount >= self.byteCountMax }
    /// Whether something was sent and not answered.
    package var isWaiting: Bool { self.sentCount > 0 }

    /// Adds a report behind all others.
    ///
    /// - Returns: its number.
    @discardableResult
    package mutating func append(_ item: Item, byteCount: Int) -> UInt64 {
        self.append(Entry(item: item, byteCount: byteCount))
    }

    /// Keeps the next number for a report that is not ready yet.
    package mutating func reserve(byteCount: Int) -> UInt64 {
        self.append(Entry(item: nil, byteCount: byteCount))
    }

    /// A reserved report is ready. Harmless when it was acknowledged before (by another incarnation's words).
    package mutating func fill(_ number: UInt64, with item: Item, byteCount: Int) {
        guard number >= self.firstNumber, number <= self.lastNumber else { return }
        let index = Int(number - self.firstNumber)
        self.byteCount += byteCount - self.entries[index].byteCount
        self.entries[index] = Entry(item: item, byteCount: byteCount)
    }

    /// Takes the next reports that were not sent, in order; they stay until acknowledged. Never are more than
    /// `countMax` of the outbox sent and unanswered.
    ///
    /// - Returns: `nil` when there is nothing to send now.
    package mutating func takeUnsent(countMax: Int, byteCountMax: Int) -> Batch? {
        let first = self.firstNumber + UInt64(self.sentCount)
        var items: [Item] = []
        var byteCount = 0
        while self.sentCount < min(self.entries.count, self.countMax), items.count < countMax,
            let item = self.entries[self.sentCount].item
        {
            byteCount += self.entries[self.sentCount].byteCount
            if !items.isEmpty, byteCount > byteCountMax { break }
            items.append(item)
            self.sentCount += 1
        }
        return items.isEmpty ? nil : Batch(first: first, items: items)
    }

    /// Everything up to `number` is committed. A number from beyond the last report counts as the last.
    ///
    /// - Returns: whether that was news.
    @discardableResult
    package mutating func acknowledge(through number: UInt64) -> Bool {
        guard !self.entries.isEmpty, number >= self.firstNumber else { return false }
        let count = Int(min(number, self.lastNumber) - self.firstNumber) + 1
        self.byteCount -= self.entries[..<count].reduce(0) { $0 + $1.byteCount }
        self.entries.removeFirst(count)
        self.firstNumber += UInt64(count)
        self.sentCount = max(0, self.sentCount - count)
        return true
    }

    /// The last so many taken reports were not sent after all.
    package mutating func putBack(_ count: Int) { self.sentCount = max(0, self.sentCount - count) }

    /// Counts everything that is not acknowledged as not sent.
    package mutating func resendAll() { self.sentCount = 0 }

    private mutating func append(_ entry: Entry) -> UInt64 {
        self.entries.append(entry)
        self.byteCount += entry.byteCount
        return self.lastNumber
    }
}

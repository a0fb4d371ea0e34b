/// Scheduled actions, the earliest first; those with one deadline in the order of their insertion.
///
/// A binary heap: inserting and taking cost logarithmic time. Cancelled actions stay until they are due or
/// outnumber the others.
package struct TimerQueue {
    private struct Entry {
        let order: UInt64
        let action: ScheduledAction

        func precedes(_ other: Entry) -> Bool {
            (self.action.deadline, self.order) < (other.action.deadline, other.order)
        }
    }
    private static let compactionCountMin = 64

    private var heap: [Entry] = []
    private var insertionCount: UInt64 = 0
    private var compactionCount = Self.compactionCountMin

    package init() {}

    /// Adds an action.
    package mutating func insert(_ action: ScheduledAction) {
        if self.heap.count >= self.compactionCount { self.compact() }
        self.insertionCount += 1
        self.heap.append(Entry(order: self.insertionCount, action: action))
        self.siftUp(from: self.heap.count - 1)
    }

    /// When the next action is due, if there is any.
    package mutating func nextDeadline() -> MonotonicTime? {
        while let first = self.heap.first, !first.action.isPending { self.removeFirst() }
        return self.heap.first?.action.deadline
    }

    /// Takes the next closure that is due at `now`.
    package mutating func popDue(at now: MonotonicTime) -> (@Sendable () -> Void)? {
        while let first = self.heap.first, first.action.deadline <= now {
            self.removeFirst()
            if let action = first.action.take() { return action }
        }
        return nil
    }

    /// Cancels everything.
    package mutating func removeAll() {
        for entry in self.heap { entry.action.cancel() }
        self.heap.removeAll()
    }

    private mutating func compact() {
        self.heap.removeAll { !$0.action.isPending }
        self.compactionCount = max(Self.compactionCountMin, self.heap.count * 2)
        // A sorted array is a heap.
        self.heap.sort { $0.precedes($1) }
    }

    private mutating func removeFirst() {
        self.heap.swapAt(0, self.heap.count - 1)
        self.heap.removeLast()
        self.siftDown(from: 0)
    }

    private mutating func siftUp(from start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard self.heap[child].precedes(self.heap[parent]) else { return }
            self.heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func siftDown(from start: Int) {
        var parent = start
        while true {
            var least = parent
            for child in (2 * parent + 1)...(2 * parent + 2)
            where child < self.heap.count && self.heap[child].precedes(self.heap[least]) {
                least = child
            }
            guard least != parent else { return }
            self.heap.swapAt(parent, least)
            parent = least
        }
    }
}

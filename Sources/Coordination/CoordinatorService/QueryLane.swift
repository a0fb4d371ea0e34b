/// Commands that wait for the store, the oldest first.
struct QueryLane {
    /// Those before `head` are taken, and forgotten at once: a lane that is never empty would hold every chunk of a body.
    private var queries: [Query?] = []
    private var head = 0
    /// Places of taken ones that are kept before the others move up.
    private static let takenCountMax = 256
    private var waiters: [CheckedContinuation<Void, Never>] = []

    var count: Int { self.queries.count - self.head }

    /// Adds one, and wakes a loop that waits for it.
    mutating func append(_ query: Query) {
        self.queries.append(query)
        if let waiter = self.waiters.popLast() { waiter.resume() }
    }

    mutating func take() -> Query? {
        guard self.head < self.queries.count else { return nil }
        let query = self.queries[self.head]
        self.queries[self.head] = nil
        self.head += 1
        if self.head == self.queries.count {
            self.queries.removeAll(keepingCapacity: true)
            self.head = 0
        } else if self.head == Self.takenCountMax {
            self.queries.removeFirst(self.head)
            self.head = 0
        }
        return query
    }

    /// Wakes the loop that waits when one more is added; at once when there is one.
    mutating func wait(_ waiter: CheckedContinuation<Void, Never>) {
        if self.count > 0 { waiter.resume() } else { self.waiters.append(waiter) }
    }

    /// Wakes every loop that waits.
    mutating func wakeAll() {
        for waiter in self.waiters { waiter.resume() }
        self.waiters = []
    }
}

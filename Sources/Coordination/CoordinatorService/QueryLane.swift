/// Commands that wait for the store, the oldest first.
struct QueryLane {
    private var queries: [Query] = []
    private var head = 0
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
        self.head += 1
        if self.head == self.queries.count {
            self.queries.removeAll(keepingCapacity: true)
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

import RuntimeModel

/// A command that has to ask the store before it can be answered.
struct Query {
    let address: ReplyAddress
    /// Answers by itself. After each `await` in it, the coordinator's state is to be read again.
    let body: (isolated Coordinator) async throws -> Void
}

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

extension Coordinator {
    /// Which commands wait for each other.
    enum LaneName {
        /// Those that only read: some are answered side by side.
        case reads
        /// Chunks of bodies: one after the other, since each has to follow the one before of its body.
        case bodies(Int)
    }

    /// Whether one more command may wait for the store.
    var mayEnqueue: Bool {
        self.bodyChunks.reduce(self.reads.count) { $0 + $1.count } < self.limits.pendingQueryCountMax
    }

    /// Lets a command wait for the store, without holding up those behind it.
    func enqueue(
        for address: ReplyAddress, in name: LaneName = .reads,
        _ body: @escaping (isolated Coordinator) async throws -> Void
    ) {
        guard self.mayEnqueue else {
            self.refuse(
                RuntimeError(.queueFull, "Too many commands wait for the store; try again later."),
                to: address)
            return
        }
        let query = Query(address: address, body: body)
        switch name {
        case .reads: self.reads.append(query)
        case .bodies(let lane): self.bodyChunks[lane].append(query)
        }
    }

    func wakeQueryLoops() {
        self.reads.wakeAll()
        for lane in self.bodyChunks.indices { self.bodyChunks[lane].wakeAll() }
    }

    /// Answers the commands of a lane, one after the other.
    func queryLoop(_ name: LaneName) async throws(RuntimeError) {
        while true {
            guard let query = self.takeQuery(name) else {
                if self.isStopped { return }
                await withCheckedContinuation { self.wait($0, in: name) }
                continue
            }
            do {
                try await query.body(self)
            } catch let error as RuntimeError {
                self.refuse(error, to: query.address)
                // The store is beyond repair from here; a restart reads it anew.
                if error.code == .storeFailed { throw error }
            } catch {
                self.refuse(RuntimeError(.storeFailed, "The store could not be read."), to: query.address)
                throw RuntimeError(.storeFailed, "The store could not be read.", cause: error)
            }
        }
    }

    private func takeQuery(_ name: LaneName) -> Query? {
        switch name {
        case .reads: self.reads.take()
        case .bodies(let lane): self.bodyChunks[lane].take()
        }
    }

    /// The runtime may let other work of the actor run between an `await` and its continuation, so both the lane and
    /// the stop are looked at once more.
    private func wait(_ waiter: CheckedContinuation<Void, Never>, in name: LaneName) {
        if self.isStopped { return waiter.resume() }
        switch name {
        case .reads: self.reads.wait(waiter)
        case .bodies(let lane): self.bodyChunks[lane].wait(waiter)
        }
    }
}

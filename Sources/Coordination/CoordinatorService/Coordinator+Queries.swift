import RuntimeModel

/// A command that has to ask the store before it can be answered.
struct Query {
    let address: ReplyAddress
    /// Answers by itself. After each `await` in it, the coordinator's state is to be read again.
    let body: (isolated Coordinator) async throws -> Void
}

extension Coordinator {
    /// Lets a command wait for the store, without holding up those behind it.
    func enqueue(
        for address: ReplyAddress, _ body: @escaping (isolated Coordinator) async throws -> Void
    ) {
        guard self.queries.count - self.queriesHead < self.limits.pendingQueryCountMax else {
            self.refuse(
                RuntimeError(.queueFull, "Too many commands wait for the store; try again later."), to: address)
            return
        }
        self.queries.append(Query(address: address, body: body))
        if let waiter = self.queryWaiters.popLast() { waiter.resume() }
    }

    func wakeQueryLoops() {
        for waiter in self.queryWaiters { waiter.resume() }
        self.queryWaiters = []
    }

    /// One of a few that answer queries side by side.
    func queryLoop() async throws(RuntimeError) {
        while true {
            guard let query = self.takeQuery() else {
                if self.isStopped { return }
                await withCheckedContinuation { self.queryWaiters.append($0) }
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

    private func takeQuery() -> Query? {
        guard self.queriesHead < self.queries.count else { return nil }
        let query = self.queries[self.queriesHead]
        self.queriesHead += 1
        if self.queriesHead == self.queries.count {
            self.queries.removeAll(keepingCapacity: true)
            self.queriesHead = 0
        }
        return query
    }
}

import RuntimeModel

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
        switch name {
        case .reads:
            self.waitingCommandByteCount += address.byteCount
            self.reads.append(Query(address: address, body: body, byteCount: address.byteCount))
        case .bodies(let lane):
            // Chunks have a limit of their own.
            self.bodyChunks[lane].append(Query(address: address, body: body, byteCount: 0))
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
            defer { self.waitingCommandByteCount -= query.byteCount }
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

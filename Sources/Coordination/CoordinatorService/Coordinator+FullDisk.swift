import JobStore
import Logging
import MessageBus
import RuntimeModel

// When there is no room on the disk.
//
// 1. A command that would store something is refused with `store.full`, and what memory was ahead of the disk for it is
//    taken back, the newest first. So a full disk costs nobody what was acknowledged, and ends nothing.
// 2. What follows from earlier commands cannot be refused: events and ends of jobs, ends of sessions. It stays in front
//    and is tried again until there is room. Workers get no answer meanwhile and keep what they report; when as much
//    waits as may, nothing more is taken from anybody.
extension Coordinator {
    /// A batch found no room, and nothing of it was written: refuses what can be refused.
    ///
    /// - Returns: those that cannot be written before there is room, in their order.
    func commitWithoutRoom(
        _ items: [PendingBatch.Item], _ error: RuntimeError
    ) async throws(RuntimeError) -> [PendingBatch.Item] {
        for item in items.reversed() {
            if let commander = item.commander { self.refuse(item, error, to: commander) }
        }
        let held = items.filter { $0.commander == nil }
        // By themselves they may fit.
        if !held.isEmpty, held.count < items.count { return try await self.commit(held) }
        if !self.isStoreFull {
            self.isStoreFull = true
            self.logger.error("the disk of the store is full", metadata: ["error": "\(error)"])
        }
        return held
    }

    /// Returns when it is time to try again, or when the service stops.
    func waitForRoom() async {
        await withCheckedContinuation { self.wait($0) }
    }

    private func wait(_ waiter: CheckedContinuation<Void, Never>) {
        guard !self.isStopped else { return waiter.resume() }
        self.roomWaiter = waiter
        self.roomTimer = self.loop.schedule(after: self.limits.storeRetryInterval) {
            self.assumeIsolated { $0.lookForRoom() }
        }
    }

    /// Lets what waits for room be tried again.
    func lookForRoom() {
        self.roomTimer?.cancel()
        self.roomWaiter?.resume()
        self.roomWaiter = nil
    }

    /// A commit went through.
    func storeHasRoom() {
        guard self.isStoreFull else { return }
        self.isStoreFull = false
        self.logger.info("the disk of the store has room again")
    }
}

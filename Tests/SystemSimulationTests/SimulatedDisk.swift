import JobStore
import RuntimeModel
import Synchronization

/// A disk that is full for a while: of batches that write something it takes none then.
final class SimulatedDisk: Sendable {
    /// Reasons for it to be full.
    private let fillings = Mutex(0)

    func fill() { self.fillings.withLock { $0 += 1 } }

    func empty() { self.fillings.withLock { $0 -= 1 } }

    /// - Throws: `store.full`.
    func take(_ batch: [StoreTransaction]) throws(RuntimeError) {
        let isFull = self.fillings.withLock { $0 > 0 }
        guard isFull, batch.contains(where: { !$0.writes.isEmpty }) else { return }
        throw RuntimeError(.storeFull, "The disk is full.")
    }
}

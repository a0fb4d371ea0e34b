import Synchronization

/// The memory that all runs of the process together may hold for amplitudes and the like.
///
/// Whoever needs much reserves it first; what does not fit is refused, never waited for.
package final class MemoryBudget: Sendable {
    /// A power of ten above what one asks for in jest, far from overflow.
    package static let unlimitedByteCount = 1 << 60

    package let byteCountMax: Int
    private let used = Mutex(0)

    package init(byteCountMax: Int = MemoryBudget.unlimitedByteCount) {
        self.byteCountMax = byteCountMax
    }

    package var usedByteCount: Int { self.used.withLock { $0 } }

    /// Takes part of the budget until the reservation is let go.
    ///
    /// - Throws: ``SimulatorError/Code/tooLarge`` if it could never fit, ``SimulatorError/Code/overCommitted`` if it
    ///   would fit once other runs have ended.
    package func reserve(byteCount: Int) throws(SimulatorError) -> MemoryReservation {
        precondition(byteCount >= 0, "One cannot reserve less than nothing.")
        let context = ["bytes": String(byteCount), "limit": String(self.byteCountMax)]
        guard byteCount <= self.byteCountMax else {
            throw SimulatorError(
                .tooLarge, "The state of the circuit does not fit the memory that the simulator may use.",
                context: context)
        }
        let isGranted = self.used.withLock { used in
            guard byteCount <= self.byteCountMax - used else { return false }
            used += byteCount
            return true
        }
        guard isGranted else {
            throw SimulatorError(
                .overCommitted, "Other runs hold the memory that the circuit needs.", context: context)
        }
        return MemoryReservation(byteCount: byteCount, budget: self)
    }

    fileprivate func release(byteCount: Int) {
        self.used.withLock { $0 -= byteCount }
    }
}

/// A part of a ``MemoryBudget``, given back when the last reference goes.
package final class MemoryReservation: Sendable {
    package let byteCount: Int
    private let budget: MemoryBudget

    fileprivate init(byteCount: Int, budget: MemoryBudget) {
        self.byteCount = byteCount
        self.budget = budget
    }

    deinit { self.budget.release(byteCount: self.byteCount) }
}

import Synchronization

/// What the sockets of one process suffer from.
package final class Disturbance: Sendable {
    private let policy: FaultPolicy
    private let random: Mutex<SeededRandom>
    private let die: @Sendable () -> Void

    /// - Parameters:
    ///   - seed: of all that is drawn but deaths; what it leads to depends on the order of messages as well.
    ///   - die: ends the process, as a crash would.
    package init(_ policy: FaultPolicy, seed: UInt64, die: @escaping @Sendable () -> Void) {
        self.policy = policy
        self.random = Mutex(SeededRandom(seed: seed))
        self.die = die
    }

    /// The course of one more socket's messages in one direction.
    func makeCourse() -> DisturbedCourse {
        DisturbedCourse(self.policy, seed: self.random.withLock { $0.next() }, die: self.die)
    }
}

import MessageBus
import Synchronization

/// The messages of one socket in one direction, until it is closed.
final class DisturbedCourse: Sendable {
    private struct State {
        var course = FaultCourse()
        var random: SeededRandom
        var isOpen = true
    }
    private let policy: FaultPolicy
    private let die: @Sendable () -> Void
    private let state: Mutex<State>

    init(_ policy: FaultPolicy, seed: UInt64, die: @escaping @Sendable () -> Void) {
        self.policy = policy
        self.die = die
        self.state = Mutex(State(random: SeededRandom(seed: seed)))
    }

    /// Hands a message on: later, twice or never; or ends the process.
    func carry(on loop: any BusLoop, _ deliver: @escaping @Sendable () -> Void) {
        // Not of the seed: what was started again would meet its death at the same message, for ever.
        if self.policy.death > 0, FaultCourse.chance(self.policy.death, loop.randomBits) { return self.die() }
        let now = loop.now
        let arrivals = self.state.withLock { state in
            var random = state.random
            defer { state.random = random }
            return state.course.arrivals(self.policy, now: now) { random.next() }
        }
        for arrival in arrivals {
            _ = loop.schedule(after: arrival - now) { if self.state.withLock({ $0.isOpen }) { deliver() } }
        }
    }

    /// Delivers nothing any more.
    func close() { self.state.withLock { $0.isOpen = false } }
}

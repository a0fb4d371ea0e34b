package import MessageBus

/// When the messages of one connection and direction arrive: never, once or twice, in order but for those that are
/// overtaken.
package struct FaultCourse: Sendable {
    /// When the last message in order arrives: the next one must not be earlier.
    private var lastArrival: MonotonicTime?

    package init() {}

    /// The next message.
    ///
    /// - Parameter bits: 64 random bits at each call.
    /// - Returns: none when it is lost, two when it is repeated.
    package mutating func arrivals(
        _ policy: FaultPolicy, now: MonotonicTime, bits: () -> UInt64
    ) -> [MonotonicTime] {
        if Self.chance(policy.loss, bits) { return [] }
        let isReordered = Self.chance(policy.reordering, bits)
        let first = self.arrival(policy, now: now, isInOrder: !isReordered, bits: bits)
        guard Self.chance(policy.repetition, bits) else { return [first] }
        return [first, self.arrival(policy, now: now, isInOrder: false, bits: bits)]
    }

    private mutating func arrival(
        _ policy: FaultPolicy, now: MonotonicTime, isInOrder: Bool, bits: () -> UInt64
    ) -> MonotonicTime {
        let delay = Self.delay(policy, bits)
        guard isInOrder else { return now + delay + Self.delay(policy, bits) }
        let arrival = max(now + delay, self.lastArrival ?? now)
        self.lastArrival = arrival
        return arrival
    }

    private static func delay(_ policy: FaultPolicy, _ bits: () -> UInt64) -> Duration {
        let span = (policy.delayMax - policy.delayMin) / .nanoseconds(1)
        guard span >= 1 else { return policy.delayMin }
        return policy.delayMin + .nanoseconds(Int64(bits() % UInt64(span)))
    }

    /// `true` with the given probability.
    package static func chance(_ probability: Double, _ bits: () -> UInt64) -> Bool {
        Double(bits() >> 11) / Double(UInt64(1) << 53) < probability
    }
}

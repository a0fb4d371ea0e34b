package import InProcessBus
import MessageBus
import Synchronization

/// Carries messages with faults and delays that a ``DeterministicLoop``'s seed decides.
package final class FaultyLink: MessageLink {
    private struct Route: Hashable {
        let connection: UInt64
        let kind: Shipment.Kind
    }
    private struct State {
        var policies: [Shipment.Kind: FaultPolicy]
        /// When the last message in order of a route arrives: the next one must not be earlier.
        var lastArrivals: [Route: MonotonicTime] = [:]
    }
    private let loop: DeterministicLoop
    private let state: Mutex<State>

    package init(loop: DeterministicLoop, policy: FaultPolicy) {
        self.loop = loop
        let policies = Shipment.Kind.allCases.map { ($0, policy) }
        self.state = Mutex(State(policies: Dictionary(policies) { first, _ in first }))
    }

    /// Sets how messages of one kind fare from now on.
    package func setPolicy(_ policy: FaultPolicy, for kind: Shipment.Kind) {
        self.state.withLock { $0.policies[kind] = policy }
    }

    package func carry(_ shipment: Shipment) {
        let policy = self.state.withLock { $0.policies[shipment.kind] } ?? .reliable
        if self.loop.chance(policy.loss) {
            self.loop.trace.note("lost \(shipment.kind.rawValue) \(shipment.connection)")
            return shipment.lose()
        }
        let isReordered = self.loop.chance(policy.reordering)
        self.deliver(shipment, at: self.arrival(of: shipment, policy, isInOrder: !isReordered))
        if self.loop.chance(policy.repetition) {
            self.loop.trace.note("repeated \(shipment.kind.rawValue) \(shipment.connection)")
            self.deliver(shipment, at: self.arrival(of: shipment, policy, isInOrder: false))
        }
    }

    private func deliver(_ shipment: Shipment, at arrival: MonotonicTime) {
        _ = self.loop.schedule(after: arrival - self.loop.now) { shipment.loop.post(shipment.deliver) }
    }

    private func arrival(of shipment: Shipment, _ policy: FaultPolicy, isInOrder: Bool) -> MonotonicTime {
        let delay = self.drawDelay(policy)
        guard isInOrder else { return self.loop.now + delay + self.drawDelay(policy) }
        let route = Route(connection: shipment.connection, kind: shipment.kind)
        let now = self.loop.now
        return self.state.withLock { state in
            let arrival = max(now + delay, state.lastArrivals[route] ?? now)
            state.lastArrivals[route] = arrival
            return arrival
        }
    }

    private func drawDelay(_ policy: FaultPolicy) -> Duration {
        let span = (policy.delayMax - policy.delayMin) / .nanoseconds(1)
        guard span >= 1 else { return policy.delayMin }
        return policy.delayMin + .nanoseconds(Int64(self.loop.randomBits() % UInt64(span)))
    }
}

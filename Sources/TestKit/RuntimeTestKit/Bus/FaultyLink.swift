package import FaultInjection
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
        var courses: [Route: FaultCourse] = [:]
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
        let route = Route(connection: shipment.connection, kind: shipment.kind)
        let now = self.loop.now
        var (course, policy) = self.state.withLock { state in
            (state.courses[route] ?? FaultCourse(), state.policies[shipment.kind] ?? .reliable)
        }
        let arrivals = course.arrivals(policy, now: now) { self.loop.randomBits() }
        self.state.withLock { [course] in $0.courses[route] = course }
        if arrivals.isEmpty {
            self.loop.trace.note("lost \(shipment.kind.rawValue) \(shipment.connection)")
            return shipment.lose()
        }
        if arrivals.count > 1 {
            self.loop.trace.note("repeated \(shipment.kind.rawValue) \(shipment.connection)")
        }
        for arrival in arrivals {
            _ = self.loop.schedule(after: arrival - now) { shipment.loop.post(shipment.deliver) }
        }
    }
}

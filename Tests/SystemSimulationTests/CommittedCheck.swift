import JobStore
import RuntimeClient
import RuntimeModel
import RuntimeTestKit

/// Watches, from outside, that nothing is told before it is durable: whenever the client learns something, the disk is
/// looked at in the same moment.
///
/// Proof of `@unchecked`: a simulation runs on the one thread that calls `run`.
final class CommittedCheck: @unchecked Sendable {
    private let cluster: SimulatedCluster
    private let violations: EventRecorder<String>

    init(cluster: SimulatedCluster, violations: EventRecorder<String>) {
        self.cluster = cluster
        self.violations = violations
    }

    /// The client was told that a job is accepted.
    func accepted(_ id: JobID) {
        if self.cluster.store.committedSequence(of: id) == nil {
            self.violations.record("a job was acknowledged that is not durable")
        }
    }

    /// The client was shown an event.
    func seen(_ event: JobEvent, of id: JobID) {
        if self.cluster.store.committedSequence(of: id) ?? 0 < event.sequence {
            self.violations.record("an event was shown that is not durable")
        }
    }
}

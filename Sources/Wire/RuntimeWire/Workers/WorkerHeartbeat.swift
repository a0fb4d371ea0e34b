/// `heartbeat`, worker → coordinator: still here, with these attempts. Renews all its leases. Answer: `heartbeat-answer` without frames, or `unknown-worker`.
package struct WorkerHeartbeat: Hashable, Sendable, Codable {
    /// As in ``WorkerRegistration``.
    package var attempts: [AttemptProgress]

    package init(attempts: [AttemptProgress]) {
        self.attempts = attempts
    }
}

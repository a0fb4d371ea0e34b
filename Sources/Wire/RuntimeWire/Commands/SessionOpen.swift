/// `session.open` (JSON frame). Answer: ``SessionSummary``.
package struct SessionOpen: Hashable, Sendable, Codable {
    /// Chosen by the client; the same key again gets the first answer.
    package var idempotencyKey: String
    /// The backend of jobs that name none, or `least_busy`, which is settled here.
    package var backend: String?
    /// How long it takes jobs, in seconds; the service's default without it.
    package var timeToLive: Int?
    /// How long it may be without a job before it ends, in seconds; the service's default without it.
    package var idleTimeMax: Int?

    package init(
        idempotencyKey: String, backend: String? = nil, timeToLive: Int? = nil, idleTimeMax: Int? = nil
    ) {
        self.idempotencyKey = idempotencyKey
        self.backend = backend
        self.timeToLive = timeToLive
        self.idleTimeMax = idleTimeMax
    }

    private enum CodingKeys: String, CodingKey {
        case backend
        case idempotencyKey = "idempotency_key"
        case timeToLive = "time_to_live"
        case idleTimeMax = "idle_time_max"
    }
}

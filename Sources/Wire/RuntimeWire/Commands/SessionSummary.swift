public import RuntimeModel

/// A session as answers show it.
public struct SessionSummary: Hashable, Sendable, Codable {
    /// Its id.
    public var sessionID: SessionID
    /// Whose it is.
    public var owner: AccountID
    /// The backend of jobs that name none.
    public var backend: String?
    /// Where it stands.
    public var status: SessionStatus
    /// Why it takes no jobs any more, as a sentence.
    public var reason: String?
    /// How long it takes jobs, in seconds.
    public var timeToLive: Int
    /// How long it may be without a job, in seconds.
    public var idleTimeMax: Int
    /// Its jobs that have not ended.
    public var pendingJobCount: Int
    /// When it was opened.
    public var createdAt: Timestamp
    /// When it ended.
    public var endedAt: Timestamp?

    /// Makes one from its fields.
    public init(
        sessionID: SessionID, owner: AccountID, backend: String? = nil, status: SessionStatus,
        reason: String? = nil, timeToLive: Int, idleTimeMax: Int, pendingJobCount: Int, createdAt: Timestamp,
        endedAt: Timestamp? = nil
    ) {
        self.sessionID = sessionID
        self.owner = owner
        self.backend = backend
        self.status = status
        self.reason = reason
        self.timeToLive = timeToLive
        self.idleTimeMax = idleTimeMax
        self.pendingJobCount = pendingJobCount
        self.createdAt = createdAt
        self.endedAt = endedAt
    }

    private enum CodingKeys: String, CodingKey {
        case owner, backend, status, reason
        case sessionID = "session_id"
        case timeToLive = "time_to_live"
        case idleTimeMax = "idle_time_max"
        case pendingJobCount = "pending_job_count"
        case createdAt = "created_at"
        case endedAt = "ended_at"
    }
}

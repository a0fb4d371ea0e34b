public import RuntimeModel

/// A job as the lists show it.
public struct JobSummary: Hashable, Sendable, Codable {
    /// Its id.
    public var jobID: JobID
    /// What it runs.
    public var programID: ProgramID
    /// The version that was pinned.
    public var programVersion: Int
    /// Next to which backend.
    public var backend: String
    /// Whose it is.
    public var owner: AccountID
    /// Where it stands.
    public var status: JobStatus
    /// Why it ended so, as one sentence.
    public var reason: String?
    /// The same as a code.
    public var code: String?
    /// Its newest run; 0 before the first.
    public var attempt: Int
    /// The last sequence of its timeline.
    public var last: UInt64
    /// Words to find it by.
    public var tags: [String]
    /// The session that it belongs to.
    public var sessionID: SessionID?
    /// The job whose last checkpoint it began with.
    public var resumedFrom: JobID?
    /// Events that the jobs had when it went on with them, one after the other: event n of this one has the number
    /// `eventsBefore` + n. `nil` where it went on with none.
    public var eventsBefore: UInt64?
    /// The job that it runs again: the first one, also where that was a rerun itself.
    public var rerunOf: JobID?
    /// In which environment it runs.
    public var environment: String
    /// Longest run, in seconds.
    public var maxExecutionTime: Int
    /// Who wished it to stop.
    public var canceller: AccountID?
    /// When that was.
    public var cancelledAt: Timestamp?
    /// When it was accepted.
    public var createdAt: Timestamp
    /// When its newest run began.
    public var startedAt: Timestamp?
    /// When it ended.
    public var endedAt: Timestamp?
    /// The sequence of what the process of its newest run has told of itself last, if it did.
    public var metric: UInt64?
    /// When the service removed its inputs, events and result, if it did.
    public var payloadsRemovedAt: Timestamp?

    /// Makes one from its fields.
    public init(
        jobID: JobID, programID: ProgramID, programVersion: Int, backend: String, owner: AccountID,
        status: JobStatus, reason: String? = nil, code: String? = nil, attempt: Int, last: UInt64,
        tags: [String], sessionID: SessionID? = nil, resumedFrom: JobID? = nil, eventsBefore: UInt64? = nil,
        rerunOf: JobID? = nil, environment: String, maxExecutionTime: Int, canceller: AccountID? = nil,
        cancelledAt: Timestamp? = nil,
        createdAt: Timestamp,
        startedAt: Timestamp? = nil, endedAt: Timestamp? = nil, metric: UInt64? = nil,
        payloadsRemovedAt: Timestamp? = nil
    ) {
        self.jobID = jobID
        self.programID = programID
        self.programVersion = programVersion
        self.backend = backend
        self.owner = owner
        self.status = status
        self.reason = reason
        self.code = code
        self.attempt = attempt
        self.last = last
        self.tags = tags
        self.sessionID = sessionID
        self.resumedFrom = resumedFrom
        self.eventsBefore = eventsBefore
        self.rerunOf = rerunOf
        self.environment = environment
        self.maxExecutionTime = maxExecutionTime
        self.canceller = canceller
        self.cancelledAt = cancelledAt
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.metric = metric
        self.payloadsRemovedAt = payloadsRemovedAt
    }

    private enum CodingKeys: String, CodingKey {
        case backend, owner, status, reason, code, attempt, last, tags, environment, canceller, metric
        case jobID = "job_id"
        case programID = "program_id"
        case programVersion = "program_version"
        case sessionID = "session_id"
        case resumedFrom = "resumed_from"
        case eventsBefore = "events_before"
        case rerunOf = "rerun_of"
        case maxExecutionTime = "max_execution_time"
        case cancelledAt = "cancelled_at"
        case createdAt = "created_at"
        case startedAt = "started_at"
        case endedAt = "ended_at"
        case payloadsRemovedAt = "payloads_removed_at"
    }
}

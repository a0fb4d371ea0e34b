package import RuntimeModel

/// A job as its row has it, without its inputs.
package struct StoredJob: Hashable, Sendable {
    /// The job.
    package var id: JobID
    /// Whose it is.
    package var owner: AccountID
    /// What it runs.
    package var programID: ProgramID
    /// The pinned version.
    package var programVersion: Int
    /// Next to which backend.
    package var backend: String
    /// In which environment.
    package var environment: String
    /// Longest run, in seconds.
    package var maxExecutionTime: Int
    /// Level of the program's Python logging.
    package var logLevel: String?
    /// Words to find it by.
    package var tags: [String]
    /// The session that it belongs to.
    package var sessionID: SessionID?
    /// The job whose last checkpoint it begins with.
    package var resumedFrom: JobID?
    /// Events that the jobs had when it went on with them, one after the other: its own are numbered behind them.
    package var eventsBefore: UInt64
    /// The job that it runs again.
    package var rerunOf: JobID?
    /// When it was accepted.
    package var createdAt: Timestamp
    /// What changes while it lives.
    package var progress: JobProgress
    /// When its inputs and its timeline were removed, if they were.
    package var payloadsRemovedAt: Timestamp?

    package init(
        id: JobID, owner: AccountID, programID: ProgramID, programVersion: Int, backend: String,
        environment: String, maxExecutionTime: Int, logLevel: String? = nil, tags: [String],
        sessionID: SessionID? = nil, resumedFrom: JobID? = nil, eventsBefore: UInt64 = 0,
        rerunOf: JobID? = nil, createdAt: Timestamp, progress: JobProgress,
        payloadsRemovedAt: Timestamp? = nil
    ) {
        self.id = id
        self.owner = owner
        self.programID = programID
        self.programVersion = programVersion
        self.backend = backend
        self.environment = environment
        self.maxExecutionTime = maxExecutionTime
        self.logLevel = logLevel
        self.tags = tags
        self.sessionID = sessionID
        self.resumedFrom = resumedFrom
        self.eventsBefore = eventsBefore
        self.rerunOf = rerunOf
        self.createdAt = createdAt
        self.progress = progress
        self.payloadsRemovedAt = payloadsRemovedAt
    }
}

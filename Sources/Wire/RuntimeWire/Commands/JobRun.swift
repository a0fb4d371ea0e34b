package import RuntimeModel

/// `job.run`: JSON frame; one body frame with the inputs (a JSON object), none with ``rerunOf``. Answer:
/// ``JobAccepted``.
package struct JobRun: Hashable, Sendable, Codable {
    /// Which program; its newest version is pinned.
    package var programID: ProgramID
    /// Chosen by the client; the same key again gets the first answer.
    package var idempotencyKey: String
    /// Name of the backend, or `least_busy`; the topology's first without it.
    package var backend: String?
    /// Overrides the program's environment.
    package var environment: String?
    /// Shortens the program's limit, in seconds.
    package var maxExecutionTime: Int?
    /// Level of the program's Python logging.
    package var logLevel: String?
    /// Words to find the job by.
    package var tags: [String]?
    /// An open session of the account: its backend is the job's where the job names none, and its processes are kept
    /// warm for the job.
    package var sessionID: SessionID?
    /// A job of the same program whose last checkpoint the run begins with.
    package var resumeFrom: JobID?
    /// A job of the same program that is run again as it was: with its version, inputs, backend, environment, limit, log
    /// level and seed, and with its tags unless others are given. Everything else that could be said is left out.
    package var rerunOf: JobID?

    package init(
        programID: ProgramID, idempotencyKey: String, backend: String? = nil, environment: String? = nil,
        maxExecutionTime: Int? = nil, logLevel: String? = nil, tags: [String]? = nil,
        sessionID: SessionID? = nil, resumeFrom: JobID? = nil, rerunOf: JobID? = nil
    ) {
        self.programID = programID
        self.idempotencyKey = idempotencyKey
        self.backend = backend
        self.environment = environment
        self.maxExecutionTime = maxExecutionTime
        self.logLevel = logLevel
        self.tags = tags
        self.sessionID = sessionID
        self.resumeFrom = resumeFrom
        self.rerunOf = rerunOf
    }

    private enum CodingKeys: String, CodingKey {
        case backend, environment, tags
        case programID = "program_id"
        case idempotencyKey = "idempotency_key"
        case maxExecutionTime = "max_execution_time"
        case logLevel = "log_level"
        case sessionID = "session_id"
        case resumeFrom = "resume_from"
        case rerunOf = "rerun_of"
    }
}

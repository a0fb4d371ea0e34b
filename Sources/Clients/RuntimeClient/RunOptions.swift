public import RuntimeModel

/// How a job is to be run. Everything may be left out.
public struct RunOptions: Sendable, Hashable {
    /// Name of the backend, or `least_busy`; the service's first without it.
    public var backend: String?
    /// Name of the program environment; the program's own without it.
    public var environment: String?
    /// Shortens the program's limit, in seconds.
    public var maxExecutionTime: Int?
    /// Level of the program's Python logging.
    public var logLevel: String?
    /// Words to find the job by.
    public var tags: [String]
    /// An open session, whose backend is the job's if it names none; see ``RuntimeClient/openSession(backend:timeToLive:idleTimeMax:)``.
    public var session: SessionID?
    /// A job of the same program whose last checkpoint the run begins with.
    public var resumeFrom: JobID?
    /// A repeated key gets the first answer; a fresh one is made without it.
    public var idempotencyKey: String?

    /// Makes options.
    public init(
        backend: String? = nil, environment: String? = nil, maxExecutionTime: Int? = nil,
        logLevel: String? = nil,
        tags: [String] = [], session: SessionID? = nil, resumeFrom: JobID? = nil,
        idempotencyKey: String? = nil
    ) {
        self.backend = backend
        self.environment = environment
        self.maxExecutionTime = maxExecutionTime
        self.logLevel = logLevel
        self.tags = tags
        self.session = session
        self.resumeFrom = resumeFrom
        self.idempotencyKey = idempotencyKey
    }
}

/// Answer to `service.status`.
public struct ServiceStatus: Hashable, Sendable, Codable {
    /// Version of the coordinator.
    public var version: String
    /// Since its start.
    public var uptimeSeconds: Double
    /// Jobs that wait.
    public var queuedJobCount: Int
    /// Jobs that run or are being stopped.
    public var runningJobCount: Int
    /// Transactions since the start.
    public var commitCount: Int
    /// Messages dropped for breaking the contract.
    public var droppedMessageCount: Int
    /// SQLite's `synchronous`, read from the connection: 2 is FULL.
    public var synchronous: Int
    /// Who is registered.
    public var workers: [WorkerSummary]

    /// Makes one from its fields.
    public init(
        version: String, uptimeSeconds: Double, queuedJobCount: Int, runningJobCount: Int,
        commitCount:
            Int, droppedMessageCount: Int, synchronous: Int, workers: [WorkerSummary]
    ) {
        self.version = version
        self.uptimeSeconds = uptimeSeconds
        self.queuedJobCount = queuedJobCount
        self.runningJobCount = runningJobCount
        self.commitCount = commitCount
        self.droppedMessageCount = droppedMessageCount
        self.synchronous = synchronous
        self.workers = workers
    }

    private enum CodingKeys: String, CodingKey {
        case version, synchronous, workers
        case uptimeSeconds = "uptime_seconds"
        case queuedJobCount = "queued_job_count"
        case runningJobCount = "running_job_count"
        case commitCount = "commit_count"
        case droppedMessageCount = "dropped_message_count"
    }
}

/// What an account takes up.
public struct AccountUsage: Hashable, Sendable, Codable {
    /// Jobs that wait.
    public var queuedJobCount: Int
    /// Jobs that run.
    public var runningJobCount: Int
    /// Bytes of sources, inputs and outputs that are kept.
    public var storedByteCount: Int

    /// Makes one from its fields.
    public init(queuedJobCount: Int, runningJobCount: Int, storedByteCount: Int) {
        self.queuedJobCount = queuedJobCount
        self.runningJobCount = runningJobCount
        self.storedByteCount = storedByteCount
    }

    private enum CodingKeys: String, CodingKey {
        case queuedJobCount = "queued_job_count"
        case runningJobCount = "running_job_count"
        case storedByteCount = "stored_byte_count"
    }
}

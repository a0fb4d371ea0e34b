/// How much of a service one account may take up. What is left out is the service's default.
public struct AccountQuotas: Hashable, Sendable, Codable {
    /// Jobs that may wait; one more is refused.
    public var queuedJobCountMax: Int?
    /// Jobs that may run at the same time; others wait meanwhile.
    public var runningJobCountMax: Int?
    /// Bytes of sources, inputs and outputs that are kept; beyond it nothing new is accepted.
    public var storedByteCountMax: Int?

    /// Makes quotas.
    public init(
        queuedJobCountMax: Int? = nil, runningJobCountMax: Int? = nil, storedByteCountMax: Int? = nil
    ) {
        self.queuedJobCountMax = queuedJobCountMax
        self.runningJobCountMax = runningJobCountMax
        self.storedByteCountMax = storedByteCountMax
    }

    private enum CodingKeys: String, CodingKey {
        case queuedJobCountMax = "queued_job_count_max"
        case runningJobCountMax = "running_job_count_max"
        case storedByteCountMax = "stored_byte_count_max"
    }

    /// Whether no number is negative.
    package var isSound: Bool {
        [self.queuedJobCountMax, self.runningJobCountMax, self.storedByteCountMax].allSatisfy { $0 ?? 0 >= 0 }
    }
}

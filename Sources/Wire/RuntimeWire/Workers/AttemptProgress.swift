package import RuntimeModel

/// An attempt in a worker's hands.
package struct AttemptProgress: Hashable, Sendable, Codable {
    /// The job.
    package var jobID: JobID
    /// Which run of it.
    package var attempt: Int
    /// The number of the last report it made; 0 before the first.
    package var lastReport: UInt64

    package init(jobID: JobID, attempt: Int, lastReport: UInt64) {
        self.jobID = jobID
        self.attempt = attempt
        self.lastReport = lastReport
    }

    private enum CodingKeys: String, CodingKey {
        case attempt
        case jobID = "job_id"
        case lastReport = "last_report"
    }
}

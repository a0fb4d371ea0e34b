package import RuntimeModel

/// Answer to `job.run`, sent after the job is durable.
package struct JobAccepted: Hashable, Sendable, Codable {
    /// The new job.
    package var jobID: JobID
    /// What it runs.
    package var programID: ProgramID
    /// The version that was pinned.
    package var programVersion: Int
    /// Next to which backend.
    package var backend: String
    /// See ``JobSummary/eventsBefore``.
    package var eventsBefore: UInt64?

    package init(
        jobID: JobID, programID: ProgramID, programVersion: Int, backend: String, eventsBefore: UInt64? = nil
    ) {
        self.jobID = jobID
        self.programID = programID
        self.programVersion = programVersion
        self.backend = backend
        self.eventsBefore = eventsBefore
    }

    private enum CodingKeys: String, CodingKey {
        case backend
        case jobID = "job_id"
        case programID = "program_id"
        case programVersion = "program_version"
        case eventsBefore = "events_before"
    }
}

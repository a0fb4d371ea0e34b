package import RuntimeModel

/// Answer to `job.run-batch`, sent after all of the jobs are durable.
package struct JobsAccepted: Hashable, Sendable, Codable {
    /// The new jobs, in the order of their inputs.
    package var jobIDs: [JobID]
    /// What they run.
    package var programID: ProgramID
    /// The version that was pinned.
    package var programVersion: Int
    /// Next to which backend.
    package var backend: String

    package init(jobIDs: [JobID], programID: ProgramID, programVersion: Int, backend: String) {
        self.jobIDs = jobIDs
        self.programID = programID
        self.programVersion = programVersion
        self.backend = backend
    }

    private enum CodingKeys: String, CodingKey {
        case backend
        case jobIDs = "job_ids"
        case programID = "program_id"
        case programVersion = "program_version"
    }
}

package import RuntimeModel

/// Answer to `job.await`, with body frames of ``EventBlock`` form: of each job that is named, the event of its result,
/// if it has one, and that of its final status. Of a job whose payloads were removed there are none.
///
/// Jobs that ended and are not named did not fit: ask again.
package struct JobsEnded: Hashable, Sendable, Codable {
    /// The jobs that have ended and are told of here, in the order in which they were asked for.
    package var jobIDs: [JobID]

    package init(jobIDs: [JobID]) {
        self.jobIDs = jobIDs
    }

    private enum CodingKeys: String, CodingKey {
        case jobIDs = "job_ids"
    }
}

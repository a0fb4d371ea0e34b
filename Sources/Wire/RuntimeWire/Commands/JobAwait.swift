package import RuntimeModel

/// `job.await`: waits until some of the named jobs have ended. Answer: ``JobsEnded``. Changes nothing, so that whoever
/// lost the answer asks again.
///
/// It is answered when `count_min` of the jobs have ended, durably, or when the patience is over, with those that have
/// by then: maybe none. Errors: `command.invalid` for no job or more than `awaited_job_count_max`; `job.notFound`;
/// `queue.full` when the account waits for as many jobs as it may.
package struct JobAwait: Hashable, Sendable, Codable {
    /// The jobs, each once.
    package var jobIDs: [JobID]
    /// How many have to have ended; 1 without it, and never more than there are.
    package var countMin: Int?
    /// How long to wait, in milliseconds; at most `await_duration_max`, and as long as that without it.
    package var patienceMilliseconds: Int?

    package init(jobIDs: [JobID], countMin: Int? = nil, patienceMilliseconds: Int? = nil) {
        self.jobIDs = jobIDs
        self.countMin = countMin
        self.patienceMilliseconds = patienceMilliseconds
    }

    private enum CodingKeys: String, CodingKey {
        case jobIDs = "job_ids"
        case countMin = "count_min"
        case patienceMilliseconds = "patience_ms"
    }
}

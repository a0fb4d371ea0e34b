/// One run of one job: what a lease is given for.
public struct AttemptKey: Hashable, Sendable {
    /// The job that runs.
    public let job: JobID
    /// Which run of it; the first is 1.
    public let attempt: Int

    /// Joins a job and the number of its run.
    public init(job: JobID, attempt: Int) {
        self.job = job
        self.attempt = attempt
    }
}

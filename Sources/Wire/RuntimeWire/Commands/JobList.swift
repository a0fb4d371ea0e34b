/// Answer to `job.list`.
package struct JobList: Hashable, Sendable, Codable {
    /// The rows.
    package var jobs: [JobSummary]
    /// How many there are in all.
    package var count: Int

    package init(jobs: [JobSummary], count: Int) {
        self.jobs = jobs
        self.count = count
    }
}

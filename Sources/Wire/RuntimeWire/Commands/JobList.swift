/// Answer to `job.list`.
package struct JobList: Hashable, Sendable, Codable {
    /// The rows.
    package var jobs: [JobSummary]
    /// How many there are in all, wherever this part of the list begins.
    package var count: Int
    /// Where the list goes on, if it does: a later list with this as its cursor repeats no job and leaves none out.
    package var next: String?

    package init(jobs: [JobSummary], count: Int, next: String? = nil) {
        self.jobs = jobs
        self.count = count
        self.next = next
    }
}

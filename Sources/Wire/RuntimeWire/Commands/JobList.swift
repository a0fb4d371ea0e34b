/// Answer to `job.list`.
package struct JobList: Hashable, Sendable, Codable {
    /// The rows.
    package var jobs: [JobSummary]
    /// How many there are in all, wherever this part of the list begins.
    package var count: Int
    /// Where the list goes on, if it does: a later list with this as its cursor repeats no job and leaves none out.
    package var next: String?
    /// The cursor behind the last of these jobs, if there is one: jobs that are accepted later come behind it.
    package var last: String?

    package init(jobs: [JobSummary], count: Int, next: String? = nil, last: String? = nil) {
        self.jobs = jobs
        self.count = count
        self.next = next
        self.last = last
    }
}

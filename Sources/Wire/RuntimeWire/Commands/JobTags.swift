/// `job.tag` (JSON frame; the job is in the header): replaces the job's tags. Answer: an empty object.
package struct JobTags: Hashable, Sendable, Codable {
    /// The new tags.
    package var tags: [String]

    package init(tags: [String]) {
        self.tags = tags
    }
}

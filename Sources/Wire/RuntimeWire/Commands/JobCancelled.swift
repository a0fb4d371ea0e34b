package import RuntimeModel

/// Answer to `job.cancel`: how the job stands now that the wish is durable. `cancelled` comes by its timeline.
package struct JobCancelled: Hashable, Sendable, Codable {
    /// `cancelling`, or the end it had already come to.
    package var status: JobStatus

    package init(status: JobStatus) {
        self.status = status
    }
}

package import RuntimeModel

/// `stop`, coordinator → executor (job and attempt in the header): end this attempt by force and report the outcome.
package struct StopOrder: Hashable, Sendable, Codable {
    /// The outcome to report once the tree is gone: `cancelled`.
    package var status: JobStatus
    /// Why, as one sentence.
    package var reason: String

    package init(status: JobStatus, reason: String) {
        self.status = status
        self.reason = reason
    }
}

package import RuntimeModel

/// Answer to `timeline.read` and `timeline.last`.
package struct TimelinePage: Hashable, Sendable, Codable {
    /// The last sequence of the timeline at this moment.
    package var last: UInt64
    /// Whether no further event can come.
    package var isFinal: Bool
    /// Where the job stands.
    package var status: JobStatus

    package init(last: UInt64, isFinal: Bool, status: JobStatus) {
        self.last = last
        self.isFinal = isFinal
        self.status = status
    }

    private enum CodingKeys: String, CodingKey {
        case last, status
        case isFinal = "is_final"
    }
}

package import RuntimeModel

/// Answer to `timeline.read` and `timeline.last`.
package struct TimelinePage: Hashable, Sendable, Codable {
    /// The last sequence of the timeline at this moment.
    package var last: UInt64
    /// Whether no further event can come.
    package var isFinal: Bool
    /// Where the job stands.
    package var status: JobStatus
    /// The running hash of the timeline up to `last`, 64 hexadecimal digits: see ``TimelineHash``.
    package var hash: String

    package init(last: UInt64, isFinal: Bool, status: JobStatus, hash: String) {
        self.last = last
        self.isFinal = isFinal
        self.status = status
        self.hash = hash
    }

    private enum CodingKeys: String, CodingKey {
        case last, status, hash
        case isFinal = "is_final"
    }
}

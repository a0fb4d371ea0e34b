/// What ``Job/verify()`` has found out: the client has every event of the timeline, in order and unchanged.
public struct TimelineProof: Sendable, Hashable {
    /// Events on the timeline: the last one's sequence.
    public let events: UInt64
    /// The running hash up to it, 64 hexadecimal digits.
    public let hash: String
    /// Whether nothing can follow.
    public let isFinal: Bool
}

import RuntimeModel

/// The running hash of a job's timeline: who has received every event, in order and unchanged, has the same one.
///
/// `h(0)` is 32 zero bytes; `h(n)` is SHA-256 of `h(n - 1)`, the event's 40-byte header and its body, as the timeline
/// has them: a body that is kept elsewhere counts as its 40-byte reference, which names it by its content.
package struct TimelineHash: Hashable, Sendable {
    /// 32 bytes.
    package private(set) var bytes: [UInt8]

    /// That of a timeline without events.
    package init() { self.bytes = [UInt8](repeating: 0, count: BodyReference.hashByteCount) }

    /// One that was kept; `nil` unless it is 32 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == BodyReference.hashByteCount else { return nil }
        self.bytes = bytes
    }

    /// Takes the next event.
    package mutating func append(header: [UInt8], body: [UInt8]) {
        var hasher = ContentHasher()
        hasher.update(self.bytes)
        hasher.update(header)
        hasher.update(body)
        self.bytes = hasher.finalized()
    }

    /// 64 lower-case hexadecimal digits.
    package var text: String { BodyReference.text(of: self.bytes) }
}

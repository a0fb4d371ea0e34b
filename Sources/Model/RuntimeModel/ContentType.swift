/// How the bytes of a body are to be read. The coordinator never looks.
public enum ContentType: UInt8, Sendable, CaseIterable {
    /// No body.
    case none = 0
    /// JSON, in UTF-8.
    case json = 1
    /// Text, in UTF-8.
    case text = 2
    /// Bytes that only their reader understands.
    case bytes = 3
    /// A packed circuit request or reply.
    case circuits = 4
}

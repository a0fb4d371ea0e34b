/// Names a session: jobs of one account that share a warm process of one program. 32 lower-case hexadecimal digits.
public struct SessionID: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    /// The text, as it stands on the wire and in the store.
    public let rawValue: String

    /// Wraps a text that is already known to name one.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Wraps a text that is already known to name one.
    public init(_ rawValue: String) { self.rawValue = rawValue }

    /// The text.
    public var description: String { self.rawValue }
}

/// Names a session: jobs that belong together, for which processes are kept warm. Made by the service.
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

/// Names a program, over all its versions: the program's name and a random suffix.
public struct ProgramID: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    /// The text, as it stands on the wire and in the store.
    public let rawValue: String

    /// Wraps a text that is already known to name one.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Wraps a text that is already known to name one.
    public init(_ rawValue: String) { self.rawValue = rawValue }

    /// The text.
    public var description: String { self.rawValue }
}

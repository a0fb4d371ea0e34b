/// A failure with a code to branch on, a sentence to read and values to search for.
///
/// The same codes appear in Swift, in Python and over HTTP.
public struct RuntimeError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure this is; the only part a program may branch on.
    public var code: Code
    /// What happened and what the reader can do about it, as one sentence of fixed text.
    public var message: String
    /// The values that identify the failing thing: job, worker, limit, path. Never a secret or a user's payload.
    public var context: [String: String]
    /// The lower-level failure, for logs. Never sent over the bus.
    public var cause: (any Error)?

    /// Makes an error.
    public init(
        _ code: Code, _ message: String, context: [String: String] = [:], cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.context = context
        self.cause = cause
    }

    /// Code, sentence, and the context in the order of its keys.
    public var description: String {
        let values = self.context.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        return "\(self.code.rawValue): \(self.message)"
            + (values.isEmpty ? "" : " (" + values.joined(separator: ", ") + ")")
    }
}

extension RuntimeError {
    /// A stable word on the wire. A closed set today, an open one for callers: new codes are no source break.
    public struct Code: RawRepresentable, Hashable, Sendable, Codable {
        /// The word.
        public let rawValue: String
        /// Wraps a word, known or not.
        public init(rawValue: String) { self.rawValue = rawValue }
    }
}

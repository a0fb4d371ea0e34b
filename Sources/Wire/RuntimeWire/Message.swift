package import RuntimeModel

/// A whole message as it travels: the protocol's tag, a header, and what the kind says.
///
/// | # | frame  | bytes | meaning                                                 |
/// |---|--------|-------|---------------------------------------------------------|
/// | 0 | tag    | 4     | `SW/1`                                                  |
/// | 1 | header | 40    | ``MessageHeader``                                       |
/// | 2 | …      | any   | by kind: at most one JSON frame, then opaque frames     |
package struct Message: Hashable, Sendable {
    /// The first frame: protocol and major version.
    package static let tag: [UInt8] = Array("SW/1".utf8)

    package var header: MessageHeader
    /// The frames after the header.
    package var frames: [[UInt8]]

    package init(_ header: MessageHeader, frames: [[UInt8]] = []) {
        self.header = header
        self.frames = frames
    }

    /// A message with one JSON frame, and opaque frames behind it.
    package init(
        _ header: MessageHeader, json value: some Encodable, bodies: [[UInt8]] = []
    ) throws(RuntimeError) {
        self.init(header, frames: [try WireJSON.encode(value)] + bodies)
    }

    /// Reads untrusted frames.
    ///
    /// - Throws: `wire.malformed` naming the frame at fault, or `wire.version`.
    package init(frames: [[UInt8]]) throws(RuntimeError) {
        guard frames.count >= 2 else { throw .malformed("A message has at least a tag and a header.") }
        guard frames[0] == Self.tag else {
            throw .malformed("The first frame is not the protocol's tag.", frame: 0)
        }
        guard frames[1].count == MessageHeader.byteCount else {
            throw .malformed("The header is not 40 bytes.", frame: 1)
        }
        self.header = try MessageHeader(bytes: frames[1])
        self.frames = Array(frames.dropFirst(2))
    }

    /// All frames, for the bus.
    package var encoded: [[UInt8]] {
        [Self.tag, self.header.encoded()] + self.frames
    }

    /// Reads the JSON frame, which is the first after the header.
    ///
    /// - Throws: `command.invalid` naming the field at fault; `wire.malformed` without such a frame.
    package func json<Value: Decodable>(as type: Value.Type) throws(RuntimeError) -> Value {
        guard let first = self.frames.first else { throw .malformed("The JSON frame is missing.", frame: 2) }
        return try WireJSON.decode(type, from: first)
    }

    /// The opaque frame at `index` behind the JSON frame.
    ///
    /// - Throws: `wire.malformed` when it is missing.
    package func body(at index: Int = 0) throws(RuntimeError) -> [UInt8] {
        guard index + 1 < self.frames.count else {
            throw .malformed("A body frame is missing.", frame: index + 3)
        }
        return self.frames[index + 1]
    }

    /// The answer that refuses a command.
    package static func error(_ error: RuntimeError, correlation: UInt64, job: JobID = .none) -> Message {
        let report = ErrorReport(error)
        let header = MessageHeader(.error, contentType: .json, sequence: correlation, job: job)
        // An error report is three strings and a table of strings: encoding it cannot fail.
        return Message(header, frames: [(try? WireJSON.encode(report)) ?? Array("{}".utf8)])
    }
}

import RuntimeModel
import RuntimeWire

/// One frame of the circuit protocol: a header, and a part of a body.
///
/// On a stream socket a 32-bit big-endian length stands before it; over ZeroMQ it is a message of the protocol's tag,
/// the header and the body.
///
/// | kind           | direction           | body                                                     |
/// |----------------|---------------------|----------------------------------------------------------|
/// | circuit run    | program → simulator | a packed circuit request                                 |
/// | circuit result | simulator → program | a packed circuit reply                                   |
/// | circuit error  | simulator → program | ``ErrorReport`` as JSON                                  |
/// | circuit cancel | program → simulator | none: the run with this correlation is not wanted        |
///
/// The header's sequence is the correlation that the program chose. Bit 0 of the flags: more of this correlation's
/// body follows. A part has at most ``partByteCountMax`` bytes.
struct CircuitFrame: Sendable {
    static let partByteCountMax = 192 << 10
    static let moreFollows: UInt16 = 1

    var header: MessageHeader
    var body: [UInt8]

    var hasMore: Bool { self.header.flags & Self.moreFollows != 0 }

    init(header: MessageHeader, body: [UInt8]) {
        self.header = header
        self.body = body
    }

    /// Reads an untrusted frame of a stream.
    ///
    /// - Throws: `wire.malformed`, `wire.version`.
    init(packed bytes: [UInt8]) throws(RuntimeError) {
        self.header = try MessageHeader(bytes: bytes)
        self.body = Array(bytes.dropFirst(MessageHeader.byteCount))
    }

    var packed: [UInt8] {
        var bytes = self.header.encoded(reserving: self.body.count)
        bytes.append(contentsOf: self.body)
        return bytes
    }

    /// What it takes on its way, the length before it aside.
    var byteCount: Int { MessageHeader.byteCount + self.body.count }
}

package import RuntimeModel

/// One thing that an executor tells about an attempt, in a `report` message: header and body in one frame.
///
/// The header's kind is that of the event it becomes, or `outcome`; its sequence is the report's number within the
/// attempt, 1, 2, 3 … (job, attempt, number) makes a repeated report harmless.
package struct Report: Hashable, Sendable {
    package var header: MessageHeader
    package var body: [UInt8]

    package init(header: MessageHeader, body: [UInt8]) {
        self.header = header
        self.body = body
    }

    /// Reads one untrusted frame.
    ///
    /// - Throws: `wire.malformed` unless it is a header of a kind that a report may have, and its body.
    package init(packed bytes: [UInt8]) throws(RuntimeError) {
        let header = try MessageHeader(bytes: bytes)
        guard header.kind == .outcome || EventKind(rawValue: header.kindByte) != nil else {
            throw .malformed("A report is an event or an outcome.")
        }
        self.header = header
        self.body = Array(bytes.dropFirst(MessageHeader.byteCount))
    }

    /// The bytes of the frame.
    package var packed: [UInt8] {
        var bytes = self.header.encoded(reserving: self.body.count)
        bytes.append(contentsOf: self.body)
        return bytes
    }

    /// The number within the attempt.
    package var number: UInt64 { self.header.sequence }
}

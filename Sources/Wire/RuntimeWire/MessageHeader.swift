package import RuntimeModel

/// The fixed start of every message, event and report: 40 bytes, numbers big-endian.
///
/// | offset | bytes | field        | meaning                                                                    |
/// |--------|-------|--------------|----------------------------------------------------------------------------|
/// | 0      | 1     | kind         | ``MessageKind``                                                            |
/// | 1      | 1     | version      | `1`                                                                        |
/// | 2      | 1     | content type | ``ContentType`` of the body                                                |
/// | 3      | 1     | body form    | ``BodyForm`` of the body                                                   |
/// | 4      | 2     | flags        | by kind; bits without a meaning are zero                                   |
/// | 6      | 2     | attempt      | which run of the job, the first is 1; 0 where there is none                |
/// | 8      | 8     | sequence     | correlation of a command and its answer, or sequence of an event or report |
/// | 16     | 16    | job          | ``JobID``; all zero where there is none                                    |
/// | 32     | 8     | time         | ``Timestamp``: microseconds since 1970; 0 where it says nothing            |
package struct MessageHeader: Hashable, Sendable {
    /// Bytes of the header.
    package static let byteCount = 40
    /// The version that this code reads and writes.
    package static let version: UInt8 = 1

    /// The kind as it came, known or not.
    package var kindByte: UInt8
    package var contentType: ContentType
    package var bodyForm: BodyForm
    package var flags: UInt16
    package var attempt: Int
    package var sequence: UInt64
    package var job: JobID
    package var time: Timestamp

    package init(
        _ kind: MessageKind, contentType: ContentType = .none, bodyForm: BodyForm = .inline,
        flags: UInt16 = 0,
        attempt: Int = 0, sequence: UInt64 = 0, job: JobID = .none,
        time: Timestamp = Timestamp(microseconds: 0)
    ) {
        self.kindByte = kind.rawValue
        self.contentType = contentType
        self.bodyForm = bodyForm
        self.flags = flags
        self.attempt = attempt
        self.sequence = sequence
        self.job = job
        self.time = time
    }

    /// The kind, or `nil` when this version does not know it.
    package var kind: MessageKind? { MessageKind(rawValue: self.kindByte) }

    /// Which run of which job the message is about.
    package var attemptKey: AttemptKey { AttemptKey(job: self.job, attempt: self.attempt) }
}

extension MessageHeader {
    /// Reads 40 untrusted bytes, the first ones or those that begin at an offset.
    ///
    /// - Throws: `wire.malformed` when there are too few or a field has no meaning, `wire.version`.
    package init(bytes: [UInt8], at start: Int = 0) throws(RuntimeError) {
        guard start >= 0, bytes.count - start >= Self.byteCount else {
            throw .malformed("The header is shorter than 40 bytes.")
        }
        guard bytes[start + 1] == Self.version else {
            throw RuntimeError(
                .unknownVersion, "The peer speaks another version of the protocol.",
                context: ["version": "\(bytes[start + 1])"])
        }
        guard let contentType = ContentType(rawValue: bytes[start + 2]) else {
            throw .malformed("The header's content type is unknown.")
        }
        guard let bodyForm = BodyForm(rawValue: bytes[start + 3]) else {
            throw .malformed("The header's body form is unknown.")
        }
        self.kindByte = bytes[start]
        self.contentType = contentType
        self.bodyForm = bodyForm
        self.flags = UInt16(bytes[start + 4]) << 8 | UInt16(bytes[start + 5])
        self.attempt = Int(bytes[start + 6]) << 8 | Int(bytes[start + 7])
        self.sequence = BigEndian.read(bytes, at: start + 8)
        self.job = JobID(
            high: BigEndian.read(bytes, at: start + 16), low: BigEndian.read(bytes, at: start + 24))
        self.time = Timestamp(microseconds: BigEndian.read(bytes, at: start + 32))
    }

    /// The 40 bytes, with room for a body behind them.
    package func encoded(reserving bodyByteCount: Int = 0) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount + bodyByteCount)
        let attempt = UInt16(clamping: self.attempt)
        bytes.append(self.kindByte)
        bytes.append(Self.version)
        bytes.append(self.contentType.rawValue)
        bytes.append(self.bodyForm.rawValue)
        bytes.append(UInt8(self.flags >> 8))
        bytes.append(UInt8(self.flags & 0xFF))
        bytes.append(UInt8(attempt >> 8))
        bytes.append(UInt8(attempt & 0xFF))
        BigEndian.append(self.sequence, to: &bytes)
        BigEndian.append(self.job.high, to: &bytes)
        BigEndian.append(self.job.low, to: &bytes)
        BigEndian.append(self.time.microseconds, to: &bytes)
        return bytes
    }
}

extension RuntimeError {
    /// The error for bytes that break the contract.
    package static func malformed(_ message: String, frame: Int? = nil) -> RuntimeError {
        RuntimeError(.malformedMessage, message, context: frame.map { ["frame": "\($0)"] } ?? [:])
    }
}

package import RuntimeModel

/// One event of a job's timeline.
///
/// As a message it has three frames: topic (`<job-id>.<kind>`), ``MessageHeader``, body. In the store, and in the
/// answer to `timeline.read`, it is one run of bytes: header, then body; see ``EventBlock`` for several.
package struct EventRecord: Hashable, Sendable {
    package var job: JobID
    /// Place on the job's timeline: 1, 2, 3 … without holes.
    package var sequence: UInt64
    /// The run of the job that it came from; 0 before the first.
    package var attempt: Int
    package var kind: EventKind
    /// Bit 0 of an `interim` or `result`: it does not fit the program's schema.
    package static let violationFlag: UInt16 = 1

    /// By kind: bit 0 of a `log` is set for stderr; bit 0 of a `status` is set on the last event of a job; bit 0 of an
    /// `interim` or `result`, see ``violationFlag``.
    package var flags: UInt16
    package var contentType: ContentType
    package var bodyForm: BodyForm
    /// When it happened: at the program, for what a program published.
    package var time: Timestamp
    package var body: [UInt8]

    package init(
        job: JobID, sequence: UInt64, attempt: Int, kind: EventKind, flags: UInt16 = 0,
        contentType: ContentType,
        bodyForm: BodyForm = .inline, time: Timestamp, body: [UInt8]
    ) {
        self.job = job
        self.sequence = sequence
        self.attempt = attempt
        self.kind = kind
        self.flags = flags
        self.contentType = contentType
        self.bodyForm = bodyForm
        self.time = time
        self.body = body
    }

    package var header: MessageHeader {
        var header = MessageHeader(
            .status, contentType: self.contentType, bodyForm: self.bodyForm, flags: self.flags,
            attempt: self.attempt, sequence: self.sequence, job: self.job, time: self.time)
        header.kindByte = self.kind.rawValue
        return header
    }

    /// Reads an event from a header and a body that came apart.
    ///
    /// - Throws: `wire.malformed` when the header is not an event's.
    package init(header: MessageHeader, body: [UInt8]) throws(RuntimeError) {
        guard let kind = EventKind(rawValue: header.kindByte) else {
            throw .malformed("The header is not that of an event.")
        }
        self.init(
            job: header.job, sequence: header.sequence, attempt: header.attempt, kind: kind,
            flags: header.flags,
            contentType: header.contentType, bodyForm: header.bodyForm, time: header.time, body: body)
    }

    /// Reads header and body from one run of bytes.
    package init(packed bytes: [UInt8]) throws(RuntimeError) {
        try self.init(packed: bytes, in: 0..<bytes.count)
    }

    /// As ``init(packed:)``, from a part of the bytes; the caller has checked that it is there.
    init(packed bytes: [UInt8], in range: Range<Int>) throws(RuntimeError) {
        guard range.count >= MessageHeader.byteCount else {
            throw .malformed("The header is shorter than 40 bytes.")
        }
        let header = try MessageHeader(bytes: bytes, at: range.lowerBound)
        let body = Array(bytes[(range.lowerBound + MessageHeader.byteCount)..<range.upperBound])
        try self.init(header: header, body: body)
    }

    /// Header and body as one run of bytes.
    package var packed: [UInt8] {
        var bytes = self.header.encoded(reserving: self.body.count)
        bytes.append(contentsOf: self.body)
        return bytes
    }

    /// The frames of the event as it is published. A body over `inlineByteCountMax` stays behind: the frame then
    /// holds its length (8 bytes) and the form is ``BodyForm/withheld``.
    package func published(inlineByteCountMax: Int) -> [[UInt8]] {
        var header = self.header
        guard self.body.count > inlineByteCountMax else {
            return [Topic.bytes(of: self.job, kind: self.kind), header.encoded(), self.body]
        }
        header.bodyForm = .withheld
        var length: [UInt8] = []
        BigEndian.append(UInt64(self.body.count), to: &length)
        return [Topic.bytes(of: self.job, kind: self.kind), header.encoded(), length]
    }
}

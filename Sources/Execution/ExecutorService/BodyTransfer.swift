import ContentHashing
import RuntimeModel
import RuntimeWire

/// One body on its way to or from the coordinator's store.
struct BodyTransfer: Sendable {
    enum Direction: Sendable {
        case put([UInt8])
        case get
    }

    /// A part of the body.
    struct Chunk: Sendable {
        let offset: Int
        let byteCount: Int
        /// Its correlation is set by ``message(correlation:)``.
        fileprivate let message: Message

        func message(correlation: UInt64) -> Message {
            var message = self.message
            message.header.sequence = correlation
            return message
        }
    }

    var id: BodiesClient.TransferID = 0
    let job: JobID
    let reference: BodyReference
    let direction: Direction
    /// Gets the fetched bytes; none after a put.
    let done: @Sendable (Result<[UInt8], RuntimeError>) -> Void
    var failureCount = 0
    /// What was fetched so far; complete when the transfer is.
    private(set) var received: [UInt8] = []
    private var nextOffset = 0
    private var answeredByteCount = 0

    init(
        job: JobID, reference: BodyReference, direction: Direction,
        done: @escaping @Sendable (Result<[UInt8], RuntimeError>) -> Void
    ) {
        self.job = job
        self.reference = reference
        self.direction = direction
        self.done = done
    }

    /// Begins anew.
    mutating func rewind() {
        self.nextOffset = 0
        self.answeredByteCount = 0
        switch self.direction {
        case .put: self.received = []
        case .get: self.received = [UInt8](repeating: 0, count: self.reference.byteCount)
        }
    }

    /// The next part that was not sent; `nil` when all were.
    func nextChunk(byteCountMax: Int) -> Chunk? {
        let count = min(byteCountMax, self.reference.byteCount - self.nextOffset)
        guard count > 0 else { return nil }
        let hash = self.reference.hashText
        // Two numbers and some digits: writing them as JSON cannot fail.
        switch self.direction {
        case .put(let body):
            let put = BodyPut(hash: hash, byteCount: self.reference.byteCount, offset: self.nextOffset)
            let part = Array(body[self.nextOffset..<(self.nextOffset + count)])
            return self.chunk(count, try? Message(self.header(.bodyPut), json: put, bodies: [part]))
        case .get:
            let get = BodyGet(hash: hash, offset: self.nextOffset, byteCount: count)
            return self.chunk(count, try? Message(self.header(.bodyGet), json: get))
        }
    }

    mutating func sent(_ chunk: Chunk) { self.nextOffset = chunk.offset + chunk.byteCount }

    /// Takes the answer to the chunk at `offset`.
    ///
    /// - Returns: whether the transfer is complete.
    /// - Throws: the coordinator's own error; `wire.malformed`, `body.corrupt`.
    mutating func answered(_ message: Message, at offset: Int) throws(RuntimeError) -> Bool {
        guard message.header.kind != .error else { throw try message.json(as: ErrorReport.self).error }
        guard message.header.kind == .reply else {
            throw .malformed("The answer to a body is of another kind.")
        }
        switch self.direction {
        case .put:
            // A body that the store has already is complete with the first answer.
            return try message.json(as: BodyProgress.self).received >= self.reference.byteCount
        case .get:
            let part = try message.body()
            guard part.count == min(BodiesClient.chunkByteCountMax, self.received.count - offset) else {
                throw .malformed("A part of a body has a wrong length.")
            }
            self.received.replaceSubrange(offset..<(offset + part.count), with: part)
            self.answeredByteCount += part.count
            guard self.answeredByteCount == self.reference.byteCount else { return false }
            guard ContentHash.equal(ContentHash.sha256(self.received), self.reference.hash) else {
                throw RuntimeError(.bodyCorrupt, "The fetched bytes do not have their hash.")
            }
            return true
        }
    }

    private func header(_ kind: MessageKind) -> MessageHeader {
        MessageHeader(kind, contentType: .json, job: self.job)
    }

    private func chunk(_ byteCount: Int, _ message: Message?) -> Chunk? {
        message.map { Chunk(offset: self.nextOffset, byteCount: byteCount, message: $0) }
    }
}

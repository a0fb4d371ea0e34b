import ContentHashing
import RuntimeModel
import RuntimeWire

/// One body on its way to or from the coordinator's store. Belongs to one loop.
struct BodyTransfer {
    enum Direction {
        /// The bytes themselves.
        case put([UInt8])
        case putFile(SpoolFile)
        /// Into memory.
        case get
        case getFile(SpoolFile)
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
    /// Gets the bytes that were fetched into memory; none otherwise.
    let done: @Sendable (Result<[UInt8], RuntimeError>) -> Void
    var failureCount = 0
    /// What was fetched into memory so far; complete when the transfer is.
    private(set) var received: [UInt8] = []
    /// Parts that came before those in front of them, by their offsets.
    private var early: [Int: [UInt8]] = [:]
    private var nextOffset = 0
    /// How far the fetched body is there without a hole.
    private var fetchedByteCount = 0
    private var hasher = ContentHasher()

    init(
        job: JobID, reference: BodyReference, direction: Direction,
        done: @escaping @Sendable (Result<[UInt8], RuntimeError>) -> Void
    ) {
        self.job = job
        self.reference = reference
        self.direction = direction
        self.done = done
    }

    /// Goes on after an interruption: what was fetched stays, and what was put the coordinator knows best.
    mutating func resume() {
        self.early = [:]
        self.nextOffset = self.fetchedByteCount
    }

    /// Begins anew.
    mutating func restart() throws(RuntimeError) {
        self.received = []
        self.fetchedByteCount = 0
        self.hasher = ContentHasher()
        if case .getFile(let file) = self.direction { try file.removeAll() }
        self.resume()
    }

    /// The next part that was not sent; `nil` when all were.
    func nextChunk(byteCountMax: Int) throws(RuntimeError) -> Chunk? {
        let count = min(byteCountMax, self.reference.byteCount - self.nextOffset)
        guard count > 0 else { return nil }
        let hash = self.reference.hashText
        let part: [UInt8]
        switch self.direction {
        case .put(let body): part = Array(body[self.nextOffset..<(self.nextOffset + count)])
        case .putFile(let file): part = try file.read(at: self.nextOffset, byteCount: count)
        case .get, .getFile:
            let get = BodyGet(hash: hash, offset: self.nextOffset, byteCount: count)
            let message = try Message(self.header(.bodyGet), json: get)
            return Chunk(offset: self.nextOffset, byteCount: count, message: message)
        }
        let put = BodyPut(hash: hash, byteCount: self.reference.byteCount, offset: self.nextOffset)
        let message = try Message(self.header(.bodyPut), json: put, bodies: [part])
        return Chunk(offset: self.nextOffset, byteCount: count, message: message)
    }

    mutating func sent(_ chunk: Chunk) { self.nextOffset = chunk.offset + chunk.byteCount }

    /// Takes the answer to the chunk at `offset`.
    ///
    /// - Returns: whether the transfer is complete.
    /// - Throws: the coordinator's own error; `wire.malformed`, `body.corrupt`, `store.failed`.
    mutating func answered(_ message: Message, at offset: Int) throws(RuntimeError) -> Bool {
        guard message.header.kind != .error else { throw try message.json(as: ErrorReport.self).error }
        guard message.header.kind == .reply else {
            throw .malformed("The answer to a body is of another kind.")
        }
        switch self.direction {
        case .put, .putFile:
            // A body that the store has already is complete with the first answer, and one that was interrupted goes
            // on where it stood.
            let received = try message.json(as: BodyProgress.self).received
            self.nextOffset = max(self.nextOffset, min(received, self.reference.byteCount))
            return received >= self.reference.byteCount
        case .get, .getFile:
            let part = try message.body()
            guard part.count == min(BodiesClient.chunkByteCountMax, self.reference.byteCount - offset) else {
                throw .malformed("A part of a body has a wrong length.")
            }
            self.early[offset] = part
            return try self.takeFetched()
        }
    }

    /// Takes what follows the bytes that are there.
    private mutating func takeFetched() throws(RuntimeError) -> Bool {
        while let part = self.early.removeValue(forKey: self.fetchedByteCount) {
            if case .getFile(let file) = self.direction {
                try file.append(part)
            } else {
                self.received += part
            }
            self.hasher.update(part)
            self.fetchedByteCount += part.count
        }
        guard self.fetchedByteCount == self.reference.byteCount else { return false }
        guard ContentHash.equal(self.hasher.finalized(), self.reference.hash) else {
            throw RuntimeError(.bodyCorrupt, "The fetched bytes do not have their hash.")
        }
        return true
    }

    private func header(_ kind: MessageKind) -> MessageHeader {
        MessageHeader(kind, contentType: .json, job: self.job)
    }
}

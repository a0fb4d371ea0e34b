import ContentHashing
import Foundation
import RuntimeModel
import RuntimeWire

extension RuntimeClient {
    /// Chunks of a download that are asked for at a time.
    private static let windowCount = 4

    /// The body behind an answer's JSON frame, wherever its bytes are; `nil` when there is none.
    func body(of answer: Message) async throws(RuntimeError) -> [UInt8]? {
        guard answer.frames.count > 1 else { return nil }
        return answer.header.bodyForm == .reference
            ? try await self.body(reference: answer.frames[1]) : answer.frames[1]
    }

    /// Fetches a stored body.
    ///
    /// - Throws: `body.notFound`; `body.corrupt` when what came does not have the hash.
    func body(reference encoded: [UInt8]) async throws(RuntimeError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(BodyReference(encoded: encoded)?.byteCount ?? 0)
        try await self.fetch(encoded) { bytes += $0 }
        return bytes
    }

    /// Writes the body behind an answer's JSON frame to a file, which is there only when all of it came.
    ///
    /// - Returns: its length; `nil` when there is no body.
    func write(bodyOf answer: Message, to path: String) async throws(RuntimeError) -> Int? {
        guard answer.frames.count > 1 else { return nil }
        let unfinished = path + ".\(getpid()).part"
        let descriptor = open(unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Self.unwritable(path) }
        defer {
            Foundation.close(descriptor)
            unlink(unfinished)
        }
        var byteCount = 0
        func take(_ part: [UInt8]) throws(RuntimeError) {
            var written = 0
            while written < part.count {
                let count = part.withUnsafeBytes {
                    Foundation.write(descriptor, $0.baseAddress.map { $0 + written }, part.count - written)
                }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw Self.unwritable(path) }
                written += count
            }
            byteCount += part.count
        }
        if answer.header.bodyForm == .reference {
            try await self.fetch(answer.frames[1], take)
        } else {
            try take(answer.frames[1])
        }
        guard rename(unfinished, path) == 0 else { throw Self.unwritable(path) }
        return byteCount
    }

    private static func unwritable(_ path: String) -> RuntimeError {
        RuntimeError(.invalidCommand, "The file cannot be written.", context: ["file": path])
    }

    /// Fetches a stored body part by part, in order; some parts are under way at a time.
    private func fetch(
        _ encoded: [UInt8], _ take: ([UInt8]) throws(RuntimeError) -> Void
    ) async throws(RuntimeError) {
        guard let reference = BodyReference(encoded: encoded) else {
            throw .malformed("A body reference has 40 bytes.")
        }
        do {
            try await withThrowingTaskGroup(of: (offset: Int, part: [UInt8]).self) { group in
                var early: [Int: [UInt8]] = [:]
                var hasher = ContentHasher()
                var (asked, taken, outstandingCount) = (0, 0, 0)
                while taken < reference.byteCount {
                    while outstandingCount + early.count < Self.windowCount, asked < reference.byteCount {
                        let offset = asked
                        group.addTask { (offset, try await self.part(of: reference, at: offset)) }
                        asked += self.connection.limits.bodyChunkByteCount
                        outstandingCount += 1
                    }
                    guard let (offset, part) = try await group.next() else { break }
                    outstandingCount -= 1
                    early[offset] = part
                    while let part = early.removeValue(forKey: taken) {
                        hasher.update(part)
                        try take(part)
                        taken += part.count
                    }
                }
                guard hasher.finalized() == reference.hash else {
                    throw RuntimeError(.bodyCorrupt, "A stored body does not have its hash.")
                }
            }
        } catch let error as RuntimeError {
            throw error
        } catch {
            throw RuntimeError(.stopping, "The download was given up.", cause: error)
        }
    }

    private func part(
        of reference: BodyReference, at offset: Int
    ) async throws(RuntimeError) -> [UInt8] {
        let count = min(self.connection.limits.bodyChunkByteCount, reference.byteCount - offset)
        let wish = BodyGet(hash: reference.hashText, offset: offset, byteCount: count)
        let header = MessageHeader(.bodyGet, contentType: .json)
        let answer = try await self.connection.call(
            header, frames: [try WireJSON.encode(wish)], on: .bodies)
        let part = try answer.body()
        guard part.count == count else {
            throw RuntimeError(.bodyCorrupt, "A stored body is shorter than announced.")
        }
        return part
    }

    /// A payload in the form in which it travels: itself, or the name under which it was put beforehand.
    ///
    /// - Throws: `payload.tooLarge` before anything is sent.
    func payload(_ source: BodySource) async throws(RuntimeError) -> (form: BodyForm, bytes: [UInt8]) {
        guard let hello = await self.connection.hello else {
            throw RuntimeError(.unreachable, "The connection is not open.")
        }
        let inlineMax = min(hello.frameByteCountMax, self.connection.limits.bodyChunkByteCount)
        if source.byteCount <= inlineMax {
            return (.inline, try source.read(at: 0, byteCount: source.byteCount))
        }
        guard source.byteCount <= hello.bodyByteCountMax else {
            throw .payloadTooLarge(
                source.byteCount, limit: hello.bodyByteCountMax, named: "body_byte_count_max")
        }
        let reference = try source.reference()
        try await self.connection.put(source, named: reference, inChunksOf: inlineMax)
        return (.reference, reference.encoded)
    }

    func payload(_ bytes: [UInt8]) async throws(RuntimeError) -> (form: BodyForm, bytes: [UInt8]) {
        try await self.payload(.bytes(bytes))
    }
}

import ContentHashing
package import RuntimeModel
package import RuntimeWire

extension RuntimeClient {
    package func ask<Answer: Decodable>(
        _ header: MessageHeader, frames: [[UInt8]], as type: Answer.Type
    ) async throws(RuntimeError) -> Answer {
        try await self.connection.call(header, frames: frames).json(as: type)
    }

    package func ask<Answer: Decodable>(
        _ kind: MessageKind, json wish: some Encodable & Sendable, as type: Answer.Type
    ) async throws(RuntimeError) -> Answer {
        try await self.ask(
            MessageHeader(kind, contentType: .json), frames: [try WireJSON.encode(wish)], as: type)
    }

    package func ask<Answer: Decodable>(
        _ kind: MessageKind, job: JobID, as type: Answer.Type
    ) async throws(RuntimeError) -> Answer {
        try await self.ask(MessageHeader(kind, job: job), frames: [], as: type)
    }

    /// The result of a job that has ended.
    ///
    /// - Throws: how it ended, when it did not complete.
    func resultBody(of job: JobID) async throws(RuntimeError) -> [UInt8] {
        let answer = try await self.connection.call(MessageHeader(.jobResult, job: job), frames: [])
        let summary = try answer.json(as: JobSummary.self)
        guard summary.status == .completed, let body = try await self.body(of: answer) else {
            let code = summary.code.map { RuntimeError.Code(rawValue: $0) } ?? Self.code(of: summary.status)
            throw RuntimeError(
                code, summary.reason ?? "The job ended without a result.",
                context: ["job_id": job.description, "status": summary.status.rawValue])
        }
        return body
    }

    private static func code(of status: JobStatus) -> RuntimeError.Code {
        switch status {
        case .cancelled, .cancelling: .jobCancelled
        case .ranTooLong: .ranTooLong
        case .lost: .jobLost
        case .queued, .running, .completed, .failed: .jobFailed
        }
    }

    /// The body behind an answer's JSON frame, wherever its bytes are; `nil` when there is none.
    func body(of answer: Message) async throws(RuntimeError) -> [UInt8]? {
        guard answer.frames.count > 1 else { return nil }
        return answer.header.bodyForm == .reference
            ? try await self.body(reference: answer.frames[1]) : answer.frames[1]
    }

    /// Fetches a stored body, chunk by chunk.
    ///
    /// - Throws: `body.notFound`; `body.corrupt` when what came does not have the hash.
    func body(reference encoded: [UInt8]) async throws(RuntimeError) -> [UInt8] {
        guard let reference = BodyReference(encoded: encoded) else {
            throw .malformed("A body reference has 40 bytes.")
        }
        var bytes: [UInt8] = []
        while bytes.count < reference.byteCount {
            let wish = BodyGet(
                hash: reference.hashText, offset: bytes.count,
                byteCount: min(self.connection.limits.bodyChunkByteCount, reference.byteCount - bytes.count))
            let header = MessageHeader(.bodyGet, contentType: .json)
            let answer = try await self.connection.call(
                header, frames: [try WireJSON.encode(wish)], on: .bodies)
            let chunk = try answer.body()
            guard !chunk.isEmpty else {
                throw RuntimeError(.bodyCorrupt, "A stored body is shorter than announced.")
            }
            bytes += chunk
        }
        guard ContentHash.sha256(bytes) == reference.hash else {
            throw RuntimeError(.bodyCorrupt, "A stored body does not have its hash.")
        }
        return bytes
    }

    /// An event with its body, wherever that is.
    func inlined(_ record: EventRecord) async throws -> EventRecord {
        guard record.bodyForm == .reference else { return record }
        var record = record
        record.body = try await self.body(reference: record.body)
        record.bodyForm = .inline
        return record
    }

    /// A payload in the form in which it travels: itself, or the name under which it was put beforehand.
    ///
    /// - Throws: `payload.tooLarge` before anything is sent.
    func payload(_ bytes: [UInt8]) async throws(RuntimeError) -> (form: BodyForm, bytes: [UInt8]) {
        guard let hello = await self.connection.hello else {
            throw RuntimeError(.unreachable, "The connection is not open.")
        }
        let inlineMax = min(hello.frameByteCountMax, self.connection.limits.bodyChunkByteCount)
        if bytes.count <= inlineMax { return (.inline, bytes) }
        guard bytes.count <= hello.bodyByteCountMax else {
            throw RuntimeError(
                .payloadTooLarge, "The payload is longer than it may be.",
                context: ["bytes": "\(bytes.count)", "limit": "\(hello.bodyByteCountMax)"])
        }
        let reference = ContentHash.reference(to: bytes)
        for _ in 0..<self.connection.limits.uploadRetryCountMax {
            do throws(RuntimeError) {
                try await self.put(bytes, named: reference, inChunksOf: inlineMax)
                return (.reference, reference.encoded)
            } catch  where error.code == .bodyCorrupt {
                // A service that was started anew in the middle has none of it: from the beginning.
                continue
            }
        }
        try await self.put(bytes, named: reference, inChunksOf: inlineMax)
        return (.reference, reference.encoded)
    }

    private func put(
        _ bytes: [UInt8], named reference: BodyReference, inChunksOf chunkByteCount: Int
    ) async throws(RuntimeError) {
        var offset = 0
        while offset < bytes.count {
            let chunk = Array(bytes[offset..<min(offset + chunkByteCount, bytes.count)])
            let put = BodyPut(hash: reference.hashText, byteCount: reference.byteCount, offset: offset)
            let header = MessageHeader(.bodyPut, contentType: .json)
            let frames = [try WireJSON.encode(put), chunk]
            let answer = try await self.connection.call(header, frames: frames, on: .bodies)
            // All of it at once when the service has it already.
            offset = max(offset + chunk.count, try answer.json(as: BodyProgress.self).received)
        }
    }
}

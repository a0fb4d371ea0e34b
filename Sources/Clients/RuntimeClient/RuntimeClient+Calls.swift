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

    /// A stretch of a list. An answer holds what fits into a frame: the list goes on until it is long enough.
    ///
    /// - Parameter ask: gives at most so many rows behind an offset, and how many there are in all.
    func rows<Row>(
        limit: Int, offset: Int, _ ask: (Int, Int) async throws -> (rows: [Row], count: Int)
    ) async throws -> (rows: [Row], count: Int) {
        var rows: [Row] = []
        while true {
            let page = try await ask(limit - rows.count, offset + rows.count)
            rows += page.rows
            let isWhole = page.rows.isEmpty || rows.count >= limit || rows.count >= page.count - offset
            if isWhole { return (rows, page.count) }
        }
    }

    /// The result of a job that has ended.
    ///
    /// - Throws: how it ended, when it did not complete.
    func resultBody(of job: JobID) async throws(RuntimeError) -> [UInt8] {
        let answer = try await self.resultAnswer(of: job)
        return try await self.body(of: answer) ?? []
    }

    /// The answer with the result of a job that has ended, wherever its bytes are.
    ///
    /// - Throws: how it ended, when it did not complete.
    func resultAnswer(of job: JobID) async throws(RuntimeError) -> Message {
        let answer = try await self.connection.call(MessageHeader(.jobResult, job: job), frames: [])
        let summary = try answer.json(as: JobSummary.self)
        guard summary.status == .completed, answer.frames.count > 1 else {
            let code = summary.code.map { RuntimeError.Code(rawValue: $0) } ?? Self.code(of: summary.status)
            throw RuntimeError(
                code, summary.reason ?? "The job ended without a result.",
                context: ["job_id": job.description, "status": summary.status.rawValue])
        }
        return answer
    }

    private static func code(of status: JobStatus) -> RuntimeError.Code {
        switch status {
        case .cancelled, .cancelling: .jobCancelled
        case .ranTooLong: .ranTooLong
        case .lost: .jobLost
        case .queued, .running, .completed, .failed: .jobFailed
        }
    }

    /// An event with its body, wherever that is.
    func inlined(_ record: EventRecord) async throws -> EventRecord {
        guard record.bodyForm == .reference else { return record }
        var record = record
        record.body = try await self.body(reference: record.body)
        record.bodyForm = .inline
        return record
    }
}

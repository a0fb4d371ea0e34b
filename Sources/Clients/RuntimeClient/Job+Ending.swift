public import RuntimeModel
import RuntimeWire

extension Job {
    /// Waits for the end, whatever it is.
    ///
    /// - Parameter timeout: the longest wait; none waits for as long as it takes.
    /// - Throws: `service.timedOut` when it has not come by then.
    @discardableResult
    public func waitForFinalState(timeout: Duration? = nil) async throws -> JobStatus {
        guard let timeout else { return try await self.finalState() }
        return try await withThrowingTaskGroup(of: JobStatus?.self) { group in
            group.addTask { try await self.finalState() }
            group.addTask {
                try await Task.sleep(for: timeout)
                return nil
            }
            defer { group.cancelAll() }
            guard let status = try await group.next() ?? nil else {
                throw RuntimeError(
                    .timedOut, "The job has not ended in time.", context: ["job_id": self.id.description])
            }
            return status
        }
    }

    private func finalState() async throws -> JobStatus {
        let summary = try await self.summary()
        if summary.status.isFinal { return summary.status }
        for try await event in self.events(after: summary.last) where event.isLast { break }
        try Task.checkCancellation()
        return try await self.summary().status
    }

    /// Waits for the end.
    ///
    /// - Parameter timeout: the longest wait; none waits for as long as it takes.
    /// - Returns: the bytes of the result, as the program's encoder wrote them (JSON).
    /// - Throws: a ``RuntimeError`` whose code tells how the job ended when it did not complete: `job.cancelled`,
    ///   `job.ranTooLong`, `job.lost`, `program.raised`, `output.limit` …; `service.timedOut`.
    public func result(timeout: Duration? = nil) async throws -> [UInt8] {
        try await self.waitForFinalState(timeout: timeout)
        return try await self.client.resultBody(of: self.id)
    }

    /// As ``result(timeout:)``, into a file: part by part, however long it is. The file is there only when all of it
    /// came.
    ///
    /// - Returns: its length.
    @discardableResult
    public func downloadResult(to path: String, timeout: Duration? = nil) async throws -> Int {
        try await self.waitForFinalState(timeout: timeout)
        let answer = try await self.client.resultAnswer(of: self.id)
        return try await self.client.write(bodyOf: answer, to: path) ?? 0
    }
}

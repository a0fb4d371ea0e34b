import MessageBus
public import RuntimeModel
public import RuntimeWire

/// What a job has told so far, at once and without waiting.
extension Job {
    /// Where the job stands.
    public func status() async throws -> JobStatus { try await self.page().status }

    /// The words to find it by.
    public func tags() async throws -> [String] { try await self.summary().tags }

    /// The backend next to which it runs.
    public func backend() async throws -> BackendStatus {
        let name = try await self.summary().backend
        return try await self.client.ask(.backendGet, json: BackendName(name: name), as: BackendStatus.self)
    }

    /// All interim results that were published so far.
    public func interimResults() async throws -> [JobEvent] { try await self.storedEvents { $0 == .interim } }

    /// All that the program has written to stdout and stderr so far.
    public func logs() async throws -> String {
        // One decoding for all: a piece may break off inside a character.
        let pieces = try await self.storedEvents { $0 == .log }
        return String(decoding: pieces.flatMap(\.body), as: UTF8.self)
    }

    /// How far the program has come, `done` and if it said so `total` and `text`; `nil` when it has said nothing.
    public func progress() async throws -> JSONValue? {
        try await self.storedEvents { $0 == .progress }.last?.json
    }

    /// The data of the last checkpoint, as the program's encoder wrote it; `nil` when there is none.
    public func checkpoint() async throws -> JSONValue? {
        try await self.storedEvents { $0 == .checkpoint }.last?.json?.objectValue?["data"]
    }

    /// Why the job ended without a result, with Python's traceback if there is one; `nil` if it did not.
    public func errorMessage() async throws -> String? {
        guard let end = try await self.lastEvents(2).last, end.isLast, end.status != "completed" else {
            return nil
        }
        let members = end.json?.objectValue ?? [:]
        let reason = members["reason"]?.stringValue ?? "The job ended without a result."
        return members["traceback"]?.stringValue.map { reason + "\n" + $0 } ?? reason
    }

    /// The ledger of the job.
    public func metrics() async throws -> JobMetrics {
        let summary = try await self.summary()
        var process: [String: JSONValue] = [:]
        for event in try await self.lastEvents(4) where event.kind == .metric {
            process.merge(event.json?.objectValue ?? [:]) { $1 }
        }
        return JobMetrics(summary: summary, process: process, now: self.client.connection.loop.timestamp)
    }

    /// Seconds that the newest run has had an executor.
    public func usage() async throws -> Double { try await self.metrics().usageSeconds }

    private func page() async throws -> TimelinePage {
        try await self.client.ask(.timelineLast, job: self.id, as: TimelinePage.self)
    }

    private func lastEvents(_ count: UInt64) async throws -> [JobEvent] {
        let last = try await self.page().last
        return try await self.events(after: last - min(last, count), until: last)
    }

    private func storedEvents(_ isWanted: (EventKind) -> Bool) async throws -> [JobEvent] {
        try await self.events(after: 0, until: try await self.page().last, isWanted)
    }

    private func events(
        after: UInt64, until last: UInt64, _ isWanted: (EventKind) -> Bool = { _ in true }
    ) async throws -> [JobEvent] {
        var found: [JobEvent] = []
        var records = JobEvents.Iterator(job: self, after: after)
        var position = after
        while position < last, let record = try await records.nextRecord() {
            position = record.sequence
            if isWanted(record.kind) { found.append(JobEvent(try await self.client.inlined(record))) }
        }
        return found
    }
}

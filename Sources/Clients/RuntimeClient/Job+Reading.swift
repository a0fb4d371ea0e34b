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
    ///
    /// Once the service has removed the job's timeline the traceback is gone, and the reason stays.
    public func errorMessage() async throws -> String? {
        let end: JobEvent?
        do {
            end = try await self.lastEvents(2).last
        } catch let error as RuntimeError where error.code == .payloadsRemoved {
            let summary = try await self.summary()
            guard summary.status != .completed else { return nil }
            return summary.reason ?? "The job ended without a result."
        }
        guard let end, end.isLast, end.status != "completed" else { return nil }
        let members = end.json?.objectValue ?? [:]
        let reason = members["reason"]?.stringValue ?? "The job ended without a result."
        return members["traceback"]?.stringValue.map { reason + "\n" + $0 } ?? reason
    }

    /// The ledger of the job, as far as it is known.
    ///
    /// Once the service has removed the job's timeline, what its process told of itself is not known any more.
    public func metrics() async throws -> JobMetrics {
        let summary = try await self.summary()
        let process = try await self.processLedger(summary)
        return JobMetrics(summary: summary, process: process, now: self.client.connection.loop.timestamp)
    }

    private func processLedger(_ summary: JobSummary) async throws -> [String: JSONValue] {
        guard let sequence = summary.metric, sequence > 0, summary.payloadsRemovedAt == nil else {
            return [:]
        }
        do {
            let found = try await self.events(after: sequence - 1, until: sequence).first
            return found?.json?.objectValue ?? [:]
        } catch let error as RuntimeError where error.code == .payloadsRemoved {
            // Since the summary was given.
            return [:]
        }
    }

    /// Seconds that the newest run has had an executor.
    public func usage() async throws -> Double {
        let summary = try await self.summary()
        return JobMetrics(
            summary: summary, process: [:], now: self.client.connection.loop.timestamp
        ).usageSeconds
    }

    /// How many events the jobs before it had; asked for where nobody knows it.
    func eventsBefore(known: UInt64?) async throws -> UInt64 {
        if let known { return known }
        return try await self.summary().eventsBefore ?? 0
    }

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
        let before = try await self.eventsBefore(known: self.eventsBefore)
        var records = JobEvents.Iterator(job: self, after: after)
        var position = after
        while position < last, let record = try await records.nextRecord() {
            position = record.sequence
            if isWanted(record.kind) {
                found.append(JobEvent(try await self.client.inlined(record), eventsBefore: before))
            }
        }
        return found
    }
}

import ContentHashing
public import RuntimeModel
public import RuntimeWire

/// One job, seen from a client. Holds no state: everything is asked of the service.
public struct Job: Sendable {
    /// Its id: what to find it by later, from anywhere.
    public let id: JobID
    package let client: RuntimeClient
    /// What ``JobSummary/eventsBefore`` tells, where that is known already.
    package let eventsBefore: UInt64?

    package init(id: JobID, client: RuntimeClient, eventsBefore: UInt64? = nil) {
        self.id = id
        self.client = client
        self.eventsBefore = eventsBefore
    }

    /// Every event after a sequence, each once and in order, past and live, until nothing can follow.
    ///
    /// Ends early when the task is cancelled. May be called any time, also long after the job's end.
    public func events(after sequence: UInt64 = 0) -> JobEvents {
        JobEvents(job: self, after: sequence)
    }

    /// What the service tells of it.
    public func summary() async throws -> JobSummary {
        try await self.client.ask(.jobGet, job: self.id, as: JobSummary.self)
    }

    /// Wishes the job to stop. Returns when the wish is durable; `cancelled` comes by the timeline.
    ///
    /// - Returns: `cancelling`, or the end the job had already come to.
    @discardableResult
    public func cancel() async throws -> JobStatus {
        try await self.client.ask(.jobCancel, job: self.id, as: JobCancelled.self).status
    }

    /// Proves that what this client receives is the job's whole timeline: reads it from the first event to the last one
    /// there is now, and compares the running hash of what came with the one that the service keeps.
    ///
    /// - Throws: `timeline.incomplete` when they differ; `job.notFound`.
    public func verify() async throws -> TimelineProof {
        let page = try await self.client.ask(.timelineLast, job: self.id, as: TimelinePage.self)
        var hash = TimelineHash()
        var records = JobEvents.Iterator(job: self, after: 0)
        var last: UInt64 = 0
        while last < page.last, let record = try await records.nextRecord() {
            hash.append(header: record.header.encoded(), body: record.body)
            last = record.sequence
        }
        guard last == page.last, hash.text == page.hash else {
            throw RuntimeError(
                .timelineIncomplete, "What was received is not the job's whole timeline.",
                context: [
                    "job_id": self.id.description, "events": "\(last)", "expected_events": "\(page.last)",
                    "hash": hash.text, "expected_hash": page.hash,
                ])
        }
        return TimelineProof(events: last, hash: hash.text, isFinal: page.isFinal)
    }

    /// Replaces the words to find the job by.
    public func updateTags(_ tags: [String]) async throws {
        let header = MessageHeader(.jobTag, contentType: .json, job: self.id)
        _ = try await self.client.ask(
            header, frames: [try WireJSON.encode(JobTags(tags: tags))], as: NoContent.self)
    }

    /// The inputs, as they were given: JSON bytes.
    public func inputs() async throws -> [UInt8] {
        let answer = try await self.client.connection.call(
            MessageHeader(.jobGet, flags: 1, job: self.id), frames: [])
        return try await self.client.body(of: answer) ?? []
    }

    /// Deletes a job that has ended, with its timeline.
    public func delete() async throws {
        _ = try await self.client.ask(.jobDelete, job: self.id, as: NoContent.self)
    }
}

import JobStore
import RuntimeModel
import RuntimeWire

/// A job of an ``InMemoryJobStore``, with all that belongs to it.
struct MemoryJob: Sendable {
    var job: StoredJob
    /// Its place in the order of acceptance, for good.
    let number: Int64
    private(set) var inputs: StoredPayload?
    private(set) var events: [EventRecord] = []
    /// By their number, ascending.
    private(set) var attempts: [StoredAttempt] = []

    init(_ job: StoredJob, number: Int64, inputs: StoredPayload) {
        self.job = job
        self.number = number
        self.job.progress.lastSequence = 0
        self.inputs = inputs
    }

    /// Takes over the part that changes, but for the last sequence, which is that of the last event.
    mutating func update(_ progress: JobProgress) throws(RuntimeError) {
        let old = self.job.progress
        guard !old.status.isFinal || old.status == progress.status else {
            throw .memoryConflict("The job has ended.")
        }
        self.job.progress = progress
        self.job.progress.lastSequence = old.lastSequence
    }

    mutating func append(_ events: [EventRecord]) throws(RuntimeError) {
        for event in events {
            guard event.job == self.job.id, event.sequence == self.job.progress.lastSequence + 1 else {
                throw .memoryConflict("The events do not follow the last one stored.")
            }
            self.events.append(event)
            self.job.progress.lastSequence = event.sequence
        }
    }

    mutating func put(_ attempt: StoredAttempt) {
        self.attempts.removeAll { $0.key == attempt.key }
        self.attempts.append(attempt)
        self.attempts.sort { $0.key.attempt < $1.key.attempt }
    }

    /// Its inputs, and the bodies of its events.
    var payloads: [StoredPayload] {
        (self.inputs.map { [$0] } ?? [])
            + self.events.map {
                StoredPayload(form: $0.bodyForm, contentType: $0.contentType, bytes: $0.body)
            }
    }

    /// Bytes of its inputs and events.
    var storedByteCount: Int { self.events.reduce(self.inputs?.byteCount ?? 0) { $0 + $1.storedByteCount } }

    mutating func removePayloads(at time: Timestamp) throws(RuntimeError) {
        guard self.job.progress.status.isFinal else { throw .memoryConflict("The job has not ended.") }
        self.job.payloadsRemovedAt = time
        self.inputs = nil
        self.events = []
    }

    func timeline(after sequence: UInt64, limit: Int, byteCountMax: Int) -> [EventRecord] {
        var page: [EventRecord] = []
        var byteCount = 0
        // Sequences are dense from 1, so the number of events to skip is the sequence itself.
        for event in self.events.dropFirst(Int(clamping: sequence)) {
            byteCount += 4 + MessageHeader.byteCount + event.body.count
            guard page.count < limit, page.isEmpty || byteCount <= byteCountMax else { break }
            page.append(event)
        }
        return page
    }
}

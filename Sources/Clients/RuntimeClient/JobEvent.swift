import Foundation
public import RuntimeModel
package import RuntimeWire

/// One event of a job's timeline, as a program reads it.
public struct JobEvent: Sendable, Hashable {
    /// Whose timeline it is on.
    public let job: JobID
    /// Place on the timeline: 1, 2, 3 … without holes.
    public let sequence: UInt64
    /// The sequence, going on where the job stood that this one went on with, and so on: it rises over all of them. `nil`
    /// in streams of many jobs.
    public let number: UInt64?
    /// The run of the job that it came from; 0 before the first.
    public let attempt: Int
    /// What it tells.
    public let kind: EventKind
    /// When it happened.
    public let time: Timestamp
    /// How `body` is to be read.
    public let contentType: ContentType
    /// The bytes: a published message, a piece of the log, the result …
    public let body: [UInt8]
    /// Whether a `log` event is from stderr.
    public let isStandardError: Bool
    /// Whether an interim result or the result does not fit the schema that the program declares; the log says why.
    public let violatesSchema: Bool
    /// Whether nothing follows on this timeline.
    public let isLast: Bool

    package init(_ record: EventRecord, eventsBefore: UInt64? = nil) {
        self.job = record.job
        self.sequence = record.sequence
        self.number = eventsBefore.map { $0 + record.sequence }
        self.attempt = record.attempt
        self.kind = record.kind
        self.time = record.time
        self.contentType = record.contentType
        self.body = record.body
        self.isStandardError = record.kind == .log && record.flags & 1 != 0
        self.violatesSchema =
            (record.kind == .interim || record.kind == .result)
            && record.flags & EventRecord.violationFlag != 0
        self.isLast = record.kind == .status && record.flags & 1 != 0
    }

    /// The body as JSON; `nil` when it is none.
    public var json: JSONValue? {
        // A body that is not JSON is no failure of this reader.
        try? JSONDecoder().decode(JSONValue.self, from: Data(self.body))
    }

    /// The body as text, with unreadable bytes replaced.
    public var text: String { String(decoding: self.body, as: UTF8.self) }

    /// The status that a `status` event announces: a ``JobStatus`` or `restarted`.
    public var status: String? {
        self.kind == .status ? self.json?.objectValue?["status"]?.stringValue : nil
    }
}

package import RuntimeClient
package import RuntimeModel
import RuntimeWire

/// One event of a job's timeline as lines of output.
package enum EventLine {
    /// Where a line goes.
    package enum Stream: Sendable, Equatable {
        case output
        case error
    }

    /// The event as one JSON object: `job_id`, `sequence`, `number` (the sequence, going on where the job stood that
    /// this one went on with; not in streams of many jobs), `attempt`, `kind`, `time`, and `data` where its body is JSON,
    /// `text` otherwise.
    package static func json(_ event: JobEvent, of job: JobID) -> String {
        var members: [String: JSONValue] = [
            "job_id": .string(job.description), "sequence": .integer(Int64(event.sequence)),
            "attempt": .integer(Int64(event.attempt)), "kind": .string(event.kind.word),
            "time": .integer(Int64(event.time.microseconds)),
        ]
        if let number = event.number { members["number"] = .integer(Int64(clamping: number)) }
        if event.violatesSchema { members["violates_schema"] = .bool(true) }
        if event.kind == .log { members["stream"] = .string(event.isStandardError ? "stderr" : "stdout") }
        if event.contentType == .json, JSONInput.isJSON(event.body) {
            return JSONText.line(members, "data", json: event.body)
        }
        members["text"] = .string(event.text)
        return JSONText.line(JSONValue.object(members))
    }

    /// The event for people; `nil` for what they need not see. Interim results and the final one are output, the
    /// rest tells about it. May have several lines.
    package static func text(_ event: JobEvent) -> (Stream, String)? {
        switch event.kind {
        case .interim: (.output, event.text)
        case .result: (.output, "result: " + event.text)
        case .log: (.error, Self.withoutEnd(event.text))
        case .metric, .checkpoint: nil
        case .progress: (.error, "progress: " + Self.progress(event))
        case .status: (.error, "status: " + Self.status(event))
        }
    }

    /// Python's traceback, where the event has one, as lines.
    package static func traceback(_ event: JobEvent) -> [String] {
        guard event.kind == .status, let text = event.json?.objectValue?["traceback"]?.stringValue else {
            return []
        }
        return Self.withoutEnd(text).split(separator: "\n", omittingEmptySubsequences: false).map {
            "  " + TerminalText.line(String($0))
        }
    }

    private static func progress(_ event: JobEvent) -> String {
        let members = event.json?.objectValue ?? [:]
        func number(_ key: String) -> String? {
            guard let value = members[key], value != .null else { return nil }
            return JSONText.line(value)
        }
        let part = (number("done") ?? "?") + (number("total").map { " of \($0)" } ?? "")
        return part + (members["text"]?.stringValue.map { ": " + TerminalText.line($0) } ?? "")
    }

    private static func status(_ event: JobEvent) -> String {
        let members = event.json?.objectValue ?? [:]
        let word = members["status"]?.stringValue ?? "?"
        let attempt = members["attempt"]?.integerValue.map { $0 > 1 ? " (attempt \($0))" : "" } ?? ""
        let reason = members["reason"]?.stringValue.map { ": " + $0 } ?? ""
        return TerminalText.line(word + attempt + reason)
    }

    private static func withoutEnd(_ text: String) -> String {
        text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}

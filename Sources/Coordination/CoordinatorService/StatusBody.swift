import RuntimeModel
import RuntimeWire

/// The bodies of `status` events.
enum StatusBody {
    static let queued: [UInt8] = Array(#"{"status":"queued"}"#.utf8)
    static let cancelling: [UInt8] = Array(#"{"status":"cancelling"}"#.utf8)
    static let completed: [UInt8] = Array(#"{"status":"completed"}"#.utf8)

    static func running(attempt: Int, worker: WorkerID) -> [UInt8] {
        Self.encode(StatusEvent(status: JobStatus.running.rawValue, attempt: attempt, worker: worker))
    }

    static func restarted(attempt: Int, reason: String) -> [UInt8] {
        Self.encode(StatusEvent(status: "restarted", attempt: attempt, reason: reason))
    }

    static func ended(_ status: JobStatus, _ summary: OutcomeSummary?) -> [UInt8] {
        guard let summary, summary.code != nil || summary.reason != nil else {
            return status == .completed ? Self.completed : Self.encode(StatusEvent(status: status.rawValue))
        }
        return Self.encode(
            StatusEvent(
                status: status.rawValue, code: summary.code, reason: summary.reason,
                traceback: summary.traceback))
    }

    private static func encode(_ event: StatusEvent) -> [UInt8] {
        // Texts and whole numbers only: encoding them cannot fail.
        (try? WireJSON.encode(event)) ?? Array("{}".utf8)
    }
}

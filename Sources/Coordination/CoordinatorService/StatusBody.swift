import JobStore
import RuntimeModel
import RuntimeWire

/// The bodies of `status` events.
enum StatusBody {
    static let queued: [UInt8] = Array(#"{"status":"queued"}"#.utf8)
    static let completed: [UInt8] = Array(#"{"status":"completed"}"#.utf8)

    static func running(attempt: Int, worker: WorkerID) -> [UInt8] {
        Self.encode(StatusEvent(status: JobStatus.running.rawValue, attempt: attempt, worker: worker))
    }

    static func restarted(attempt: Int, reason: String) -> [UInt8] {
        Self.encode(StatusEvent(status: "restarted", attempt: attempt, reason: reason))
    }

    static func cancelling(by account: AccountID) -> [UInt8] {
        Self.encode(StatusEvent(status: JobStatus.cancelling.rawValue, by: account))
    }

    /// The end of a job; of a cancelled one with who wished it, when, and how long it took.
    static func ended(
        _ status: JobStatus, _ summary: OutcomeSummary?, _ progress: JobProgress
    ) -> [UInt8] {
        if status == .cancelled, let requestedAt = progress.cancelledAt, let endedAt = progress.endedAt {
            let microseconds = endedAt.microseconds - min(endedAt.microseconds, requestedAt.microseconds)
            return Self.encode(
                StatusEvent(
                    status: status.rawValue, code: summary?.code, reason: summary?.reason,
                    by: progress.canceller, requestedAt: requestedAt,
                    tookSeconds: Double(microseconds) / 1_000_000))
        }
        guard let summary, summary.code != nil || summary.reason != nil else {
            return status == .completed ? Self.completed : Self.encode(StatusEvent(status: status.rawValue))
        }
        return Self.encode(
            StatusEvent(
                status: status.rawValue, code: summary.code, reason: summary.reason,
                traceback: summary.traceback))
    }

    private static func encode(_ event: StatusEvent) -> [UInt8] {
        // Texts and finite numbers only: encoding them cannot fail.
        (try? WireJSON.encode(event)) ?? Array("{}".utf8)
    }
}

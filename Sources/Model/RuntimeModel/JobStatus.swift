/// Where a job stands, in the words of the wire, the store and the clients.
public enum JobStatus: String, Sendable, Codable, CaseIterable {
    /// Accepted and durable, waiting for an executor. Next: `running`, `cancelled`.
    case queued
    /// Leased to an executor. Next: `queued` (the executor was lost), `cancelling`, or any end.
    case running
    /// Told to stop, its process tree not yet gone. Next: any end.
    case cancelling
    /// `main` returned. An end.
    case completed
    /// The program raised, was invalid, or broke a limit. An end.
    case failed
    /// Stopped on its user's word. An end.
    case cancelled
    /// Stopped because it ran longer than the program's `max_execution_time`. An end.
    case ranTooLong = "ran-too-long"
    /// Every attempt lost its executor. An end.
    case lost

    /// Whether no further event can follow the one that announced this state.
    public var isFinal: Bool {
        switch self {
        case .queued, .running, .cancelling: false
        case .completed, .failed, .cancelled, .ranTooLong, .lost: true
        }
    }
}

/// A promise broken on purpose: the simulation must notice each within the seeds it runs.
enum DeliberateBreak: String, CaseIterable, Sendable {
    /// `job.run` is acknowledged before its transaction is durable.
    case acknowledgeBeforeCommit
    /// Events are published before they are durable.
    case publishBeforeCommit
    /// Reports count for the running attempt, whoever sends them for whichever attempt.
    case noAttemptCheck
    /// An executor sends each report once.
    case noResending
}

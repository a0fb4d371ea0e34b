import CoordinatorCore
import JobStore
import RuntimeModel
import RuntimeWire

/// A session in the coordinator's memory: one that is open, or that has jobs which have not ended.
struct SessionEntry {
    /// The row, ahead of the disk by what is being committed.
    var row: StoredSession
    var machine: SessionStateMachine
    /// Whether it is on the disk; before that nobody knows its id.
    var isDurable: Bool
    /// Where its last job completed: a process may be warm there.
    var warmHolder: LeaseHolder?
    /// How long its jobs take.
    var pace: SessionPace

    init(row: StoredSession, pace: SessionPace, now: Int64, isDurable: Bool) {
        self.row = row
        let (end, isOver) = row.createdAt.microseconds
            .addingReportingOverflow(UInt64(clamping: row.timeToLive) * 1_000_000)
        self.machine = SessionStateMachine(
            expiresAt: Timestamp(microseconds: isOver ? .max : end), idleSecondsMax: row.idleTimeMax, now: now
        )
        self.isDurable = isDurable
        self.pace = pace
    }

    var summary: SessionSummary { Self.summary(of: self.row, pendingJobCount: self.machine.jobCount) }

    static func summary(of row: StoredSession, pendingJobCount: Int) -> SessionSummary {
        SessionSummary(
            sessionID: row.id, owner: row.owner, backend: row.backend, status: row.status, reason: row.reason,
            timeToLive: row.timeToLive, idleTimeMax: row.idleTimeMax, pendingJobCount: pendingJobCount,
            createdAt: row.createdAt, endedAt: row.endedAt)
    }
}

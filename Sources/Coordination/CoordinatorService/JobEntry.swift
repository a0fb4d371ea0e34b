import CoordinatorCore
import JobStore
import RuntimeModel
import RuntimeWire

/// A job in the coordinator's memory: ahead of the disk by what is being committed.
struct JobEntry {
    /// The row, with the progress that the newest pending transaction will write.
    var row: StoredJob
    var machine: JobStateMachine
    /// The last sequence that is committed and published: what a marker may tell.
    var committedSequence: UInt64
    /// The running hash up to that sequence.
    var committedHash: [UInt8]
    /// The last report that is committed: what a worker may forget.
    var committedReport: UInt64
    /// The newest committed events, so that who has just subscribed need not ask the disk.
    var recent = RecentEvents()
    /// Source and inputs, until the first lease took them or there are too many.
    var payload: LeasePayload?
    /// When the committed `lease` was sent, on the loop's clock; a heartbeat well after it that does not name the attempt
    /// means that the lease was lost on its way.
    var leaseSentAt: Int64?
    /// What the messages and the result are held against.
    var specification: ProgramSpecification?
    /// Messages that did not fit it.
    var complaintCount = 0

    var id: JobID { self.row.id }
    /// Whether the newest step is not on the disk yet: after a crash it would not have been.
    var isUncommitted: Bool { self.committedSequence < self.row.progress.lastSequence }
    var key: AttemptKey { AttemptKey(job: self.row.id, attempt: self.machine.attempt) }
    var need: DispatchQueue.Need {
        DispatchQueue.Need(environment: self.row.environment, backend: self.row.backend)
    }

    init(row: StoredJob, attemptCountMax: Int, returnedCount: Int = 0) {
        let progress = row.progress
        let state: JobStateMachine.State
        let holder = progress.worker.flatMap { worker in
            progress.incarnation.map { LeaseHolder(worker: worker, incarnation: $0) }
        }
        switch (progress.status, holder) {
        case (.running, let holder?): state = .running(holder)
        case (.cancelling, let holder?): state = .cancelling(holder)
        case (.queued, _), (.running, nil), (.cancelling, nil): state = .queued
        case (.completed, _), (.failed, _), (.cancelled, _), (.ranTooLong, _), (.lost, _):
            state = .finished(progress.status)
        }
        self.row = row
        self.machine = JobStateMachine(
            attemptCountMax: attemptCountMax, state: state, attempt: progress.attempt,
            returnedCount: returnedCount)
        self.committedSequence = progress.lastSequence
        self.committedHash = progress.timelineHash
        self.committedReport = progress.lastReport
    }

    /// The job as the lists show it.
    var summary: JobSummary { Self.summary(of: self.row) }

    static func summary(of row: StoredJob) -> JobSummary {
        JobSummary(
            jobID: row.id, programID: row.programID, programVersion: row.programVersion, backend: row.backend,
            owner: row.owner, status: row.progress.status, reason: row.progress.reason,
            code: row.progress.code,
            attempt: row.progress.attempt, last: row.progress.lastSequence, tags: row.tags,
            sessionID: row.sessionID, resumedFrom: row.resumedFrom,
            eventsBefore: row.resumedFrom == nil ? nil : row.eventsBefore, rerunOf: row.rerunOf,
            environment: row.environment,
            maxExecutionTime: row.maxExecutionTime, canceller: row.progress.canceller,
            cancelledAt: row.progress.cancelledAt, createdAt: row.createdAt,
            startedAt: row.progress.startedAt, endedAt: row.progress.endedAt,
            metric: row.progress.metricSequence, payloadsRemovedAt: row.payloadsRemovedAt)
    }
}

import ContentHashing
import CoordinatorCore
import JobStore
import MessageBus
import RuntimeModel
import RuntimeWire

// Every change of a job: the machine is stepped, the events are numbered, and both wait for the disk together.
extension Coordinator {
    /// Events that one step adds to a job, before they have their numbers.
    struct NewEvent {
        var kind: EventKind
        var contentType: ContentType = .json
        var bodyForm: BodyForm = .inline
        var flags: UInt16 = 0
        var time: Timestamp
        var body: [UInt8]

        /// Whether it is known not to fit the program's schema.
        var isFlagged: Bool {
            (self.kind == .interim || self.kind == .result) && self.flags & EventRecord.violationFlag != 0
        }
    }

    /// How the row of an attempt says that it was given back.
    private static let returned = "returned"

    /// Takes up a job that had not ended when the coordinator last stopped.
    func recover(_ row: StoredJob) async throws(RuntimeError) {
        var returnedCount = 0
        if row.progress.attempt > 1 {
            returnedCount = try await self.store.attempts(of: row.id).count { $0.end == Self.returned }
        }
        let entry = JobEntry(
            row: row, attemptCountMax: self.limits.attemptCountMax, returnedCount: returnedCount)
        self.jobs[row.id] = entry
        self.sessionTook(row)
        if let holder = entry.machine.holder {
            self.leases.grant(entry.key, to: holder, owner: row.owner, now: self.now)
        } else if entry.machine.state == .queued {
            self.queue.append(row.id, need: entry.need, owner: row.owner)
        }
    }

    /// Numbers events, writes them with the job's progress in one transaction, and publishes them after it.
    func record(_ new: [NewEvent], in entry: inout JobEntry, attempts: [StoredAttempt] = []) {
        precondition(!new.isEmpty, "A step of a job is told by an event.")
        let events = self.number(new, in: &entry)
        let charge = StorageCharge(
            account: entry.row.owner, byteCount: events.reduce(0) { $0 + $1.storedByteCount })
        self.willStore(charge)
        let progress = entry.row.progress
        let id = entry.id
        self.pending.appendStep(
            of: id, events: events, progress: progress, attempts: attempts, charge: charge
        ) { coordinator in
            coordinator.jobs[id]?.committedSequence = progress.lastSequence
            coordinator.jobs[id]?.committedHash = progress.timelineHash
            coordinator.jobs[id]?.committedReport = progress.lastReport
            coordinator.jobs[id]?.recent.append(events)
            // The row may have other tags by now; it is gone only when the job is.
            if let row = coordinator.jobs[id]?.row {
                for event in events { coordinator.publish(event, of: row) }
            }
            if progress.status.isFinal {
                coordinator.tellAwaiting(of: id)
                coordinator.retire(id)
            }
        }
        self.wakeCommitLoop()
    }

    /// Gives events their places on the timeline, and brings the job's progress up to date.
    func number(_ new: [NewEvent], in entry: inout JobEntry) -> [EventRecord] {
        var events: [EventRecord] = []
        events.reserveCapacity(new.count)
        // Our own store has 32 bytes there.
        var hash = TimelineHash(bytes: entry.row.progress.timelineHash) ?? TimelineHash()
        for event in new {
            entry.row.progress.lastSequence += 1
            if event.kind == .result { entry.row.progress.resultSequence = entry.row.progress.lastSequence }
            if event.kind == .metric { entry.row.progress.metricSequence = entry.row.progress.lastSequence }
            if event.kind == .checkpoint {
                entry.row.progress.checkpointSequence = entry.row.progress.lastSequence
            }
            let record = EventRecord(
                job: entry.id, sequence: entry.row.progress.lastSequence, attempt: entry.machine.attempt,
                kind: event.kind, flags: event.flags, contentType: event.contentType,
                bodyForm: event.bodyForm, time: event.time, body: event.body)
            hash.append(header: record.header.encoded(), body: record.body)
            events.append(record)
        }
        entry.row.progress.timelineHash = hash.bytes
        entry.row.progress.status = entry.machine.status
        entry.row.progress.attempt = entry.machine.attempt
        return events
    }

    /// Does `effect` after everything that is pending for a job is durable; at once when nothing is.
    func whenDurable(_ id: JobID, _ effect: @escaping PendingBatch.Effect) {
        guard let entry = self.jobs[id], entry.isUncommitted else {
            effect(self)
            return
        }
        if self.pending.appendEffect(toStepOf: id, effect) { return }
        // What is pending is being committed: a transaction without writes keeps its place behind it.
        self.submit(StoreTransaction(writes: []), effect: effect)
    }

    /// - Returns: the status that the wish leads to.
    func cancel(_ id: JobID, by account: AccountID) -> JobStatus {
        guard var entry = self.jobs[id] else { preconditionFailure("The caller has looked the job up.") }
        let action = entry.machine.cancel()
        if action != .none {
            entry.row.progress.canceller = account
            entry.row.progress.cancelledAt = self.loop.timestamp
        }
        switch action {
        case .finish(let status):
            self.queue.remove(id)
            self.finish(
                &entry, status,
                OutcomeSummary(
                    status: status, code: RuntimeError.Code.jobCancelled.rawValue,
                    reason: "Cancelled by its user before it ran."))
        case .stop(let holder, let attempt):
            let event = NewEvent(
                kind: .status, time: self.loop.timestamp, body: StatusBody.cancelling(by: account))
            self.record([event], in: &entry)
            let key = AttemptKey(job: id, attempt: attempt)
            self.jobs[id] = entry
            self.whenDurable(id) { $0.sendStop(key, to: holder) }
        case .none: break
        case .requeue, .dropStale: preconditionFailure("A cancellation neither requeues nor is stale.")
        }
        self.jobs[id] = entry
        return entry.machine.status
    }

    /// Ends a job: the result and the final status are one transaction.
    func finish(
        _ entry: inout JobEntry, _ status: JobStatus, _ summary: OutcomeSummary?, before: [NewEvent] = []
    ) {
        let time = self.loop.timestamp
        entry.row.progress.endedAt = time
        entry.row.progress.code = summary?.code
        entry.row.progress.reason = summary?.reason
        let end = NewEvent(
            kind: .status, flags: 1, time: time, body: StatusBody.ended(status, summary, entry.row.progress))
        self.record(before + [end], in: &entry, attempts: self.endedAttempt(of: entry, status.rawValue))
        self.dropPayload(of: &entry)
        self.sessionLost(entry.row)
    }

    /// The lease of an attempt is over without an outcome.
    ///
    /// - Parameter isReturned: the executor gave the job back before it began.
    func loseLease(
        of key: AttemptKey, reason: String, isReturned: Bool = false, before: [NewEvent] = []
    ) {
        guard var entry = self.jobs[key.job] else { return }
        switch entry.machine.leaseLost(attempt: key.attempt, isReturned: isReturned) {
        case .requeue:
            let body = StatusBody.restarted(attempt: key.attempt + 1, reason: reason)
            let event = NewEvent(kind: .status, time: self.loop.timestamp, body: body)
            let ended = self.endedAttempt(of: entry, isReturned ? Self.returned : JobStatus.lost.rawValue)
            entry.row.progress.worker = nil
            entry.row.progress.incarnation = nil
            entry.leaseSentAt = nil
            self.record(before + [event], in: &entry, attempts: ended)
            if isReturned {
                self.queue.prepend(entry.id, need: entry.need, owner: entry.row.owner)
            } else {
                self.queue.append(entry.id, need: entry.need, owner: entry.row.owner)
            }
        case .finish(let status):
            let code = status == .lost ? RuntimeError.Code.jobLost : .jobCancelled
            self.finish(
                &entry, status, OutcomeSummary(status: status, code: code.rawValue, reason: reason),
                before: before)
        case .dropStale, .none: return
        case .stop: preconditionFailure("A lost lease has nobody to stop.")
        }
        self.jobs[key.job] = entry
    }

    private func endedAttempt(of entry: JobEntry, _ end: String) -> [StoredAttempt] {
        guard let worker = entry.row.progress.worker, let incarnation = entry.row.progress.incarnation,
            let startedAt = entry.row.progress.startedAt
        else { return [] }
        return [
            StoredAttempt(
                key: entry.key, worker: worker, incarnation: incarnation, startedAt: startedAt,
                endedAt: self.loop.timestamp, end: end)
        ]
    }

    func dropPayload(of entry: inout JobEntry) {
        self.waitingPayloadByteCount -= entry.payload?.byteCount ?? 0
        entry.payload = nil
    }

    /// A job whose end is durable stays in memory for a while, then the store alone knows it.
    private func retire(_ id: JobID) {
        self.jobs[id]?.recent.keepIfShort()
        self.endedJobs.append(id)
        while self.endedJobs.count - self.endedJobsHead > self.limits.endedJobCountMax {
            self.jobs[self.endedJobs[self.endedJobsHead]] = nil
            self.endedJobsHead += 1
        }
        if self.endedJobsHead > self.limits.endedJobCountMax {
            self.endedJobs.removeFirst(self.endedJobsHead)
            self.endedJobsHead = 0
        }
    }
}

import CoordinatorCore
import JobStore
import Logging
import MessageBus
import RuntimeModel
import RuntimeWire

extension Coordinator {
    /// A message came in at the socket for workers.
    func receivedFromWorker(_ peerMessage: PeerMessage) {
        let message: Message
        do throws(RuntimeError) {
            message = try Message(frames: peerMessage.frames)
            guard try self.accounts.role(of: peerMessage.identity) == .worker else {
                throw RuntimeError(.notAllowed, "Only accounts of role worker may register as a worker.")
            }
            if message.header.kind == .register {
                try self.register(message, from: peerMessage)
                return
            }
        } catch {
            self.droppedMessageCount += 1
            self.answer(peerMessage, .error(error, correlation: 0))
            return
        }
        guard let id = self.workerByPeer[peerMessage.peer], let worker = self.workers[id],
            worker.account == peerMessage.account
        else {
            self.answer(peerMessage, Message(MessageHeader(.unknownWorker)))
            return
        }
        self.leases.renew(worker.holder, now: self.now)
        do throws(RuntimeError) {
            if message.header.kind == .heartbeat {
                try self.heartbeat(message, from: worker)
            } else if message.header.kind == .report {
                try self.report(message, from: worker)
            } else if message.header.kind == .drain {
                self.workers[id]?.isDraining = true
            } else {
                throw RuntimeError(.unknownCommand, "A worker does not send this kind of message.")
            }
        } catch {
            self.droppedMessageCount += 1
            self.answer(peerMessage, .error(error, correlation: 0, job: message.header.job))
        }
    }

    private func answer(_ peerMessage: PeerMessage, _ message: Message) {
        _ = self.workersRouter?.send(message.encoded, to: peerMessage.peer)
    }

    private func register(_ message: Message, from peerMessage: PeerMessage) throws(RuntimeError) {
        let registration = try message.json(as: WorkerRegistration.self)
        let id = WorkerEntry.id(of: registration.workerID, account: peerMessage.account)
        let holder = LeaseHolder(worker: id, incarnation: registration.incarnation)
        if let known = self.workers[id] { self.workerByPeer[known.peer] = nil }
        // Every earlier start of this worker's process is gone, and with it what it ran.
        for other in self.leases.holders(of: id) where other != holder {
            for key in self.leases.takeAll(of: other) {
                self.loseLease(of: key, reason: "The executor was started anew.")
            }
        }
        let worker = WorkerEntry(
            holder: holder, account: peerMessage.account, peer: peerMessage.peer, registration: registration)
        self.workers[id] = worker
        self.workerByPeer[peerMessage.peer] = id
        self.leases.renew(holder, now: self.now)
        let known = self.knownAttempts(of: holder, named: registration.attempts)
        let admission = WorkerAdmission(
            leaseDurationMilliseconds: Self.milliseconds(self.limits.leaseDuration),
            heartbeatIntervalMilliseconds: Self.milliseconds(self.limits.heartbeatInterval),
            reportWindow: self.limits.reportWindow,
            bodiesEndpoint: (self.bodies?.endpoint ?? self.configuration.bodiesEndpoint).address,
            bodyByteCountMax: self.limits.bodyByteCountMax, known: known)
        let header = MessageHeader(.registered, contentType: .json, sequence: message.header.sequence)
        self.send(try Message(header, json: admission), to: worker)
        self.repairLeases(of: worker, named: registration.attempts, leaseMayTravel: false)
        self.logger.info(
            "worker registered",
            metadata: [
                "worker": "\(id)", "role": "\(registration.role.rawValue)", "attempts": "\(known.count)",
            ])
        self.dispatch()
    }

    /// The attempts that a worker may go on with: those it holds, and those whose end is not on the disk yet.
    private func knownAttempts(of holder: LeaseHolder, named: [AttemptProgress]) -> [AttemptProgress] {
        let named = named.map { AttemptKey(job: $0.jobID, attempt: $0.attempt) }
        let keys = Set(self.leases.attempts(of: holder)).union(named.filter { self.isUncommitted($0.job) })
        return keys.sorted { ($0.job.high, $0.job.low, $0.attempt) < ($1.job.high, $1.job.low, $1.attempt) }
            .compactMap { key in
                self.jobs[key.job].map {
                    AttemptProgress(
                        jobID: key.job, attempt: key.attempt,
                        lastReport: key.attempt == $0.machine.attempt ? $0.committedReport : 0)
                }
            }
    }

    private func isUncommitted(_ id: JobID) -> Bool {
        self.jobs[id]?.isUncommitted ?? false
    }

    private func heartbeat(_ message: Message, from worker: WorkerEntry) throws(RuntimeError) {
        let heartbeat = try message.json(as: WorkerHeartbeat.self)
        self.send(Message(MessageHeader(.heartbeatAnswer)), to: worker)
        self.repairLeases(of: worker, named: heartbeat.attempts, leaseMayTravel: true)
    }

    /// Compares what a worker says it has with what it should have, and sends again what got lost.
    private func repairLeases(of worker: WorkerEntry, named: [AttemptProgress], leaseMayTravel: Bool) {
        let named = named.map { AttemptKey(job: $0.jobID, attempt: $0.attempt) }
        let travelTime = Int64(2 * Self.milliseconds(self.limits.heartbeatInterval)) * 1_000_000
        for key in self.leases.attempts(of: worker.holder) where !named.contains(key) {
            guard let entry = self.jobs[key.job], let sentAt = entry.leaseSentAt ?? self.recoveredAt(entry)
            else {
                continue
            }
            if leaseMayTravel, self.now - sentAt < travelTime { continue }
            if entry.row.progress.lastReport > 0 {
                // The worker had it and has it no more: what it did is not to be done again under the same number.
                self.leases.release(key, of: worker.holder)
                self.loseLease(of: key, reason: "The executor lost the attempt.")
            } else {
                self.sendLease(key, to: worker.holder)
            }
        }
        for key in named {
            if !self.leases.holds(key, worker.holder) {
                self.answerStale(key, to: worker)
            } else if case .cancelling = self.jobs[key.job]?.machine.state {
                self.sendStop(key, to: worker.holder)
            }
        }
        self.dispatch()
    }

    /// A lease from before a restart counts as sent then: it is sent again if the worker does not know it.
    private func recoveredAt(_ entry: JobEntry) -> Int64? {
        entry.isUncommitted ? nil : self.startedAt.nanoseconds
    }

    /// Tells a worker that an attempt is over, unless that is not on the disk yet: after a crash it would not be.
    private func answerStale(_ key: AttemptKey, to worker: WorkerEntry) {
        guard !self.isUncommitted(key.job) else { return }
        let header = MessageHeader(.reportAnswer, flags: 1, attempt: key.attempt, job: key.job)
        self.send(Message(header), to: worker)
    }

    private func report(_ message: Message, from worker: WorkerEntry) throws(RuntimeError) {
        let sender = message.header.attemptKey
        guard var entry = self.jobs[sender.job], self.isLeased(entry, sender, to: worker) else {
            self.answerStale(sender, to: worker)
            return
        }
        let key = entry.key
        // Not answered: the worker sends it again when there is room.
        if self.isOverloaded { return }
        var events: [NewEvent] = []
        var outcome: (value: Outcome, header: MessageHeader)?
        for frame in message.frames {
            let report = try Report(packed: frame)
            guard outcome == nil, report.number == entry.row.progress.lastReport + 1 else { continue }
            let kind = EventKind(rawValue: report.header.kindByte)
            guard kind != .status, kind != .result else {
                throw .malformed("A worker reports messages, log lines, metrics and outcomes.")
            }
            entry.row.progress.lastReport = report.number
            if let kind {
                let event = NewEvent(
                    kind: kind, contentType: report.header.contentType, bodyForm: report.header.bodyForm,
                    flags: report.header.flags, time: report.header.time, body: report.body)
                events += self.checked(event, in: &entry)
            } else {
                outcome = (try Outcome(body: report.body), report.header)
            }
        }
        if let outcome {
            self.end(key, entry, outcome.value, outcome.header, before: events)
        } else if !events.isEmpty {
            self.record(events, in: &entry)
            self.jobs[key.job] = entry
        }
        self.whenDurable(key.job) { $0.answerReports(of: key, to: worker.holder) }
    }

    private func isLeased(_ entry: JobEntry, _ key: AttemptKey, to worker: WorkerEntry) -> Bool {
        guard self.configuration.checksAttempts else { return entry.machine.holder != nil }
        return self.leases.holds(key, worker.holder)
            && entry.machine.isHeld(by: worker.holder, attempt: key.attempt)
    }

    /// An attempt has ended; its process tree is gone.
    private func end(
        _ key: AttemptKey, _ entry: JobEntry, _ outcome: Outcome, _ header: MessageHeader, before: [NewEvent]
    ) {
        var entry = entry
        guard let holder = entry.machine.holder else { return }
        self.leases.release(key, of: holder)
        self.sessionRan(entry.row, at: holder, outcome.summary)
        if outcome.summary.status == .lost {
            self.jobs[key.job] = entry
            self.loseLease(
                of: key, reason: outcome.summary.reason ?? "The executor gave the attempt up.",
                isReturned: outcome.summary.code == RuntimeError.Code.leaseReturned.rawValue, before: before)
        } else if case .finish(let status) = entry.machine.outcome(
            outcome.summary.status, of: key.attempt, from: holder)
        {
            var events = before
            if status == .completed {
                let result = NewEvent(
                    kind: .result, contentType: header.contentType, bodyForm: header.bodyForm,
                    flags: header.flags & EventRecord.violationFlag,
                    time: header.time, body: outcome.result)
                events += self.checked(result, in: &entry)
            }
            self.finish(&entry, status, status == .completed ? nil : outcome.summary, before: events)
            self.jobs[key.job] = entry
        }
        self.dispatch()
    }

    /// Tells a worker how far an attempt's reports are durable.
    private func answerReports(of key: AttemptKey, to holder: LeaseHolder) {
        guard let worker = self.workers[holder.worker], worker.holder == holder,
            let entry = self.jobs[key.job],
            entry.machine.attempt == key.attempt
        else { return }
        let header = MessageHeader(
            .reportAnswer, attempt: key.attempt, sequence: entry.committedReport, job: key.job)
        self.send(Message(header), to: worker)
    }

    // MARK: - Time

    func scheduleTick() {
        self.tick = self.loop.schedule(after: self.limits.heartbeatInterval) {
            self.assumeIsolated { $0.ticked() }
        }
    }

    private func ticked() {
        guard !self.isStopped else { return }
        let now = self.now
        let interval = Int64(Self.milliseconds(self.limits.heartbeatInterval)) * 1_000_000
        // Whoever was silent while the coordinator itself was away is not to blame.
        if now - self.lastTickAt > 3 * interval { self.leases.renewAll(now: now) }
        self.lastTickAt = now
        for (holder, keys) in self.leases.takeExpired(now: now) {
            self.logger.warning(
                "worker lost", metadata: ["worker": "\(holder.worker)", "attempts": "\(keys.count)"])
            if let worker = self.workers[holder.worker], worker.holder == holder {
                self.workers[holder.worker] = nil
                self.workerByPeer[worker.peer] = nil
            }
            for key in keys { self.loseLease(of: key, reason: "The executor was not heard of any more.") }
        }
        self.feeds.closeExpired(now: now)
        self.expireSessions()
        self.dispatch()
        self.retainWhenDue()
        self.scheduleTick()
    }

    static func milliseconds(_ duration: Duration) -> Int {
        let parts = duration.components
        return Int(parts.seconds) * 1000 + Int(parts.attoseconds / 1_000_000_000_000_000)
    }
}

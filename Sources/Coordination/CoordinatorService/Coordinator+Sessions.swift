import CoordinatorCore
import JobStore
import MessageBus
import RuntimeModel
import RuntimeWire

// Jobs that belong together, and processes that are kept for them.
//
// 1. The record of a session is durable: who opened it, for how long, how it ended. A warm process is an optimisation
//    alone: it lives in an executor, and whoever loses it (a crash, a restart, a job that was killed) pays a start.
// 2. A job is preferably leased to the executor where the session's last job completed, and never waits for it.
// 3. Sessions end for new jobs only. What was accepted runs, unless the session is cancelled.
// 4. While the coordinator is away no job can come, so the time that a session may be idle begins anew at its start;
//    the time to live goes on.
extension Coordinator {
    func sessionOpen(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        let wish = try message.json(as: SessionOpen.self)
        let key = try self.key(wish.idempotencyKey, of: message)
        let timeToLive = try Self.seconds(
            wish.timeToLive, named: "time_to_live", otherwise: self.limits.sessionTimeToLive,
            limit: self.limits.sessionTimeToLiveMax)
        let idleTimeMax = try Self.seconds(
            wish.idleTimeMax, named: "idle_time_max", otherwise: self.limits.sessionIdleTime,
            limit: self.limits.sessionIdleTimeMax)
        let backend = try wish.backend.map { name throws(RuntimeError) in
            try self.backend(name, for: nil).name
        }
        try self.withinQuotas(of: address, key: key) { coordinator throws(RuntimeError) in
            let id = SessionID(
                JobID(high: coordinator.loop.randomBits(), low: coordinator.loop.randomBits()).description)
            try coordinator.open(
                StoredSession(
                    id: id, owner: address.account, backend: backend, timeToLive: timeToLive,
                    idleTimeMax: idleTimeMax, createdAt: coordinator.loop.timestamp),
                key: key, from: address)
        }
    }

    private func open(_ row: StoredSession, key: CommandKey, from address: ReplyAddress) throws(RuntimeError)
    {
        let limit = self.limits.accountOpenSessionCountMax
        guard
            self.sessions.values.count(where: { $0.row.owner == row.owner && $0.row.status == .open }) < limit
        else { throw Self.quotaExceeded("account_open_session_count_max", limit: limit) }
        let entry = SessionEntry(row: row, pace: self.unknownPace, now: self.now, isDurable: false)
        let answer = try WireJSON.encode(entry.summary)
        let claim = IdempotencyClaim(
            account: address.account, key: key.text, request: key.request, answer: answer,
            claimedAt: row.createdAt)
        // Ahead of the disk, under an id that nobody knows before the answer.
        self.sessions[row.id] = entry
        self.submit(
            StoreTransaction(claim: claim, writes: [.insertSession(row)]), for: address,
            onRepeat: { coordinator, earlier in
                coordinator.sessions[row.id] = nil
                coordinator.repeatAnswer(earlier, to: address)
            },
            onRefusal: { $0.sessions[row.id] = nil }
        ) { coordinator in
            coordinator.sessions[row.id]?.isDurable = true
            coordinator.sendFirstAnswer(answer, to: address)
        }
    }

    private static func seconds(
        _ wish: Int?, named name: String, otherwise: Duration, limit: Duration
    ) throws(RuntimeError) -> Int {
        let limit = Int(limit.components.seconds)
        let seconds = wish ?? Int(otherwise.components.seconds)
        guard (1...max(1, limit)).contains(seconds) else {
            throw RuntimeError(
                .invalidCommand, "The session's time is not within its limits.",
                context: ["field": name, "seconds": "\(seconds)", "limit": "\(limit)"])
        }
        return seconds
    }

    func sessionClose(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        let wish = try message.json(as: SessionClose.self)
        self.enqueue(for: address) { coordinator in
            let row = try await coordinator.session(wish.sessionID, for: address.account)
            guard wish.cancelsJobs ?? false else {
                coordinator.step(row.id) { $0.close() }
                return coordinator.submit(StoreTransaction(writes: [])) {
                    $0.tellEnd(of: row.id, to: address)
                }
            }
            // The same wish again gets the same answer: one for all, behind all of it.
            let isUnderWay = coordinator.cancellations[row.id] != nil
            coordinator.cancellations[row.id, default: []].append(address)
            guard !isUnderWay else { return }
            let jobs = coordinator.unfinishedJobs(of: row.id)
            coordinator.endByCancelling(row, hasJobs: !jobs.isEmpty)
            coordinator.cancel(jobs[...], of: row.id, by: address.account)
        }
    }

    private func tellEnd(of session: SessionID, to address: ReplyAddress) {
        self.enqueue(for: address) { coordinator in
            let row = try await coordinator.session(session, for: address.account)
            coordinator.reply(coordinator.summary(of: row), to: address)
        }
    }

    /// Cancels what a coordinator that ended in the middle of it has left: the end of a session is durable before those
    /// of its jobs are.
    func cancelJobsOfCancelledSessions() async throws(RuntimeError) {
        let ended = Set(self.jobs.values.compactMap(\.row.sessionID)).filter { self.sessions[$0] == nil }
        for id in ended.sorted(by: { $0.rawValue < $1.rawValue }) {
            guard let row = try await self.store.session(id), row.status == .cancelled else { continue }
            self.cancel(self.unfinishedJobs(of: id)[...], of: id, by: row.owner)
        }
    }

    /// Those that are on their way to the disk are cancelled there, if they are jobs and no repetitions.
    private func unfinishedJobs(of session: SessionID) -> [JobID] {
        self.jobs.values
            .filter {
                $0.row.sessionID == session && $0.committedSequence > 0 && !$0.machine.status.isFinal
            }
            .map(\.id).sorted { ($0.high, $0.low) < ($1.high, $1.low) }
    }

    /// Ends a session by its user's word; its jobs, those too that it left when it ended before, are to be cancelled then.
    private func endByCancelling(_ row: StoredSession, hasJobs: Bool) {
        self.step(row.id) { $0.cancel() }
        // One that had ended before the coordinator's start is not in memory, though jobs of it may be.
        guard hasJobs, self.sessions[row.id] == nil, row.status != .cancelled else { return }
        let end = StoreWrite.endSession(
            row.id, .cancelled, reason: SessionStateMachine.cancelReason, at: self.loop.timestamp)
        // Whoever was first with it has written it.
        self.submit(StoreTransaction(writes: [end]), for: Self.nobody) { _ in }
    }

    /// Cancels jobs of a session, as many at once as one commit takes: all of them would leave no room for anybody
    /// else's commands. Whoever wished it is answered behind all of it.
    private func cancel(_ ids: ArraySlice<JobID>, of session: SessionID, by account: AccountID) {
        for id in ids.prefix(self.limits.commitTransactionCountMax)
        where self.jobs[id]?.machine.status.isFinal == false { _ = self.cancel(id, by: account) }
        let rest = ids.dropFirst(self.limits.commitTransactionCountMax)
        self.submit(StoreTransaction(writes: [])) { coordinator in
            guard rest.isEmpty else { return coordinator.cancel(rest, of: session, by: account) }
            for address in coordinator.cancellations.removeValue(forKey: session) ?? [] {
                coordinator.tellEnd(of: session, to: address)
            }
        }
    }

    /// A job became durable after its session was cancelled.
    func cancelIfSessionIs(_ row: StoredJob) {
        guard let id = row.sessionID, case .ended(.cancelled) = self.sessions[id]?.machine.state else {
            return
        }
        _ = self.cancel(row.id, by: row.owner)
    }

    func sessionGet(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        let wish = try message.json(as: SessionName.self)
        self.enqueue(for: address) { coordinator in
            let row = try await coordinator.session(wish.sessionID, for: address.account)
            coordinator.reply(coordinator.summary(of: row), to: address)
        }
    }

    func sessionList(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        let wish = try message.json(as: SessionListing.self)
        let (limit, offset) = try Self.page(limit: wish.limit, offset: wish.offset)
        let filter = SessionFilter(
            owner: self.isAdministrator(address.account) ? nil : address.account, isOpen: wish.isOpen,
            limit: limit, offset: offset)
        self.enqueue(for: address) { coordinator in
            let (rows, count) = try await coordinator.store.sessions(filter)
            let summaries = rows.map { coordinator.summary(of: $0) }
            let fitting = try coordinator.countThatFits(summaries)
            coordinator.reply(
                SessionList(sessions: Array(summaries.prefix(fitting)), count: count), to: address)
        }
    }

    private func summary(of row: StoredSession) -> SessionSummary {
        SessionEntry.summary(of: row, pendingJobCount: self.sessions[row.id]?.machine.jobCount ?? 0)
    }

    // MARK: - What jobs ask

    /// A session that an account may see.
    ///
    /// - Throws: `session.notFound`, also for sessions of others.
    func session(_ id: SessionID, for account: AccountID) async throws(RuntimeError) -> StoredSession {
        guard let row = try await self.store.session(id),
            row.owner == account || self.isAdministrator(account)
        else { throw Self.noSuchSession(id) }
        return row
    }

    /// Whether a run names no session, or one that takes jobs as far as memory knows.
    func knowsSession(of run: JobRun) -> Bool { run.sessionID.map { self.sessions[$0] != nil } ?? true }

    /// Says why a session that memory does not know takes no jobs.
    ///
    /// - Throws: `session.notFound`, `session.closed`.
    func requireSession(of run: JobRun, for account: AccountID) async throws(RuntimeError) {
        guard let id = run.sessionID, self.sessions[id] == nil else { return }
        let row = try await self.store.session(id)
        guard let row, row.owner == account else { throw Self.noSuchSession(id) }
    }

    /// The session that a run of this account names, if any; it takes a job now.
    func openSession(of run: JobRun, for account: AccountID) throws(RuntimeError) -> SessionEntry? {
        guard let id = run.sessionID else { return nil }
        let entry = self.sessions[id]
        if let entry, entry.row.owner != account || !entry.isDurable { throw Self.noSuchSession(id) }
        guard let entry, entry.machine.takesJobs(at: self.loop.timestamp) else {
            throw RuntimeError(
                .sessionClosed, "The session takes no jobs any more.",
                context: ["session_id": id.rawValue, "reason": entry?.row.reason ?? "It has ended."])
        }
        return entry
    }

    /// The executor that may have a process warm for a job of a session.
    func warmHolder(of session: SessionID?) -> LeaseHolder? {
        session.flatMap { self.sessions[$0]?.warmHolder }
    }

    /// A job of a session was accepted.
    func sessionTook(_ row: StoredJob) {
        guard let id = row.sessionID else { return }
        self.sessions[id]?.machine.jobAccepted()
    }

    /// An attempt at a job of a session ended. Where one completed a process may be warm.
    func sessionRan(_ row: StoredJob, at holder: LeaseHolder, _ summary: OutcomeSummary) {
        guard let id = row.sessionID else { return }
        if summary.status == .completed { self.sessions[id]?.warmHolder = holder }
        let milliseconds = summary.status == .lost ? nil : summary.runMilliseconds
        self.sessions[id]?.pace.jobEnded(milliseconds: milliseconds)
    }

    private var unknownPace: SessionPace {
        SessionPace(
            jobMillisecondsMax: Self.milliseconds(self.limits.leaseAheadJobDurationMax),
            countMax: self.limits.leaseAheadCountMax)
    }

    /// A job of a session ended, or never was.
    func sessionLost(_ row: StoredJob) {
        guard let id = row.sessionID, self.sessions[id] != nil else { return }
        self.step(id) { $0.jobEnded(now: self.now) }
    }

    // MARK: - Steps

    /// Takes up the sessions that were open when the coordinator last stopped.
    func recoverSessions() async throws(RuntimeError) {
        let rows = try await self.store.sessions(SessionFilter(isOpen: true, limit: .max, offset: 0)).rows
        for row in rows {
            self.sessions[row.id] = SessionEntry(
                row: row, pace: self.unknownPace, now: self.now, isDurable: true)
        }
    }

    /// Ends the sessions whose time is over.
    func expireSessions() {
        let time = self.loop.timestamp
        for id in self.sessions.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
            self.step(id) { $0.timePassed(to: time, now: self.now) }
        }
    }

    private func step(_ id: SessionID, _ change: (inout SessionStateMachine) -> SessionStateMachine.Action) {
        guard var entry = self.sessions[id], entry.isDurable else { return }
        let action = change(&entry.machine)
        switch action {
        case .none: self.sessions[id] = entry
        case .end(let status, let reason, let isOver):
            let time = self.loop.timestamp
            entry.row.status = status
            entry.row.reason = reason
            entry.row.endedAt = entry.row.endedAt ?? time
            self.sessions[id] = entry
            self.submit(
                StoreTransaction(writes: [.endSession(id, status, reason: reason, at: time)])
            ) { if isOver { $0.release(id) } }
        case .release:
            self.sessions[id] = entry
            self.submit(StoreTransaction(writes: [])) { $0.release(id) }
        }
    }

    /// Nothing of a session is left: its processes are not kept any longer. What is lost on the way costs no more than
    /// the time for which a process is kept idle.
    private func release(_ id: SessionID) {
        self.sessions[id] = nil
        // A text: encoding it cannot fail.
        guard
            let message = try? Message(
                MessageHeader(.sessionEnded, contentType: .json), json: SessionName(sessionID: id))
        else { return }
        let executors = self.workers.values.filter { $0.role == .executor }
        for worker in executors.sorted(by: { $0.holder.worker.rawValue < $1.holder.worker.rawValue }) {
            self.send(message, to: worker)
        }
    }

    private static func noSuchSession(_ id: SessionID) -> RuntimeError {
        RuntimeError(
            .sessionNotFound, "There is no such session, or it is not yours.",
            context: ["session_id": id.rawValue])
    }
}

import CoordinatorCore
import JobStore
import Logging
import MessageBus
import RuntimeModel
import RuntimeWire

/// What a lease says, apart from its job: equal terms are encoded once.
struct LeaseTerms: Hashable {
    var programID: ProgramID
    var programVersion: Int
    var programName: String
    var environment: String
    var backend: String
    var maxExecutionTime: Int
    var logLevel: String?
    var session: LeaseSession?
    var simulators: [SimulatorAddress]
    var checksInputs: Bool
    var rerunOf: JobID?
}

extension Coordinator {
    /// Leases waiting jobs for as long as some executor can take one.
    func dispatch() {
        guard self.queue.count > 0, !self.isStopped else { return }
        var candidates = self.executorCandidates()
        let served = self.servedBackends()
        while let id = self.queue.takeFirst(
            load: { self.load(of: $0) },
            where: { need in
                served.contains(need.backend)
                    && ExecutorChoice.best(of: candidates, environment: need.environment) != nil
            })
        {
            guard let entry = self.jobs[id],
                let holder = ExecutorChoice.best(
                    of: candidates, environment: entry.row.environment,
                    preferring: self.warmHolder(of: entry.row.sessionID))
            else { continue }
            self.lease(id, to: holder)
            for index in candidates.indices where candidates[index].holder == holder {
                candidates[index].running += 1
            }
        }
        if self.queue.count > 0 { self.dispatchAhead(served, &candidates) }
    }

    /// With no slot free: gives jobs of sessions to the executors that have their processes, so that each begins the
    /// moment the one before it ends, instead of two messages and a commit later.
    ///
    /// Only whoever goes first is given ahead, and only while the session's jobs are short (``SessionPace``). Another
    /// account's job that comes meanwhile waits for what was given before; where that turns out to be long, the executor
    /// gives back what has waited for `lease_ahead_wait_max`, and it stands first in its line again.
    private func dispatchAhead(_ served: Set<String>, _ candidates: inout [ExecutorChoice.Candidate]) {
        while let id = self.queue.first(
            load: { self.load(of: $0) }, where: { served.contains($0.backend) }),
            let row = self.jobs[id]?.row,
            let session = row.sessionID.flatMap({ self.sessions[$0] }),
            let holder = session.warmHolder,
            let index = candidates.firstIndex(where: { $0.holder == holder }),
            candidates[index].environments.contains(row.environment)
        {
            let takes = self.workers[holder.worker]?.registration.leasesAhead ?? 0
            let ahead = candidates[index].running - max(0, candidates[index].slots)
            guard ahead < min(takes, session.pace.leasesAhead) else { return }
            self.queue.serve(id)
            self.lease(id, to: holder)
            candidates[index].running += 1
        }
    }

    private func servedBackends() -> Set<String> {
        Set(
            self.workers.values.filter { $0.role == .simulator && !$0.isDraining }
                .flatMap(\.registration.backends))
    }

    private func executorCandidates() -> [ExecutorChoice.Candidate] {
        self.workers.values.filter { $0.role == .executor && !$0.isDraining }.map {
            ExecutorChoice.Candidate(
                holder: $0.holder, slots: $0.registration.slots, running: self.leases.count(of: $0.holder),
                environments: Set($0.registration.environments))
        }
    }

    /// Gives a queued job to an executor: written first, sent after.
    private func lease(_ id: JobID, to holder: LeaseHolder) {
        guard var entry = self.jobs[id] else { return }
        let event = self.beginLease(of: &entry, to: holder)
        self.record([event], in: &entry)
        self.jobs[id] = entry
        let key = entry.key
        self.whenDurable(id) { $0.sendLease(key, to: holder) }
    }

    /// Steps a job into its next attempt; the event that it returns is to be written with the job's progress.
    ///
    /// The job's own row says who has the newest attempt; a row of its own it gets when it is over.
    func beginLease(of entry: inout JobEntry, to holder: LeaseHolder) -> NewEvent {
        let attempt = entry.machine.lease(to: holder)
        let time = self.loop.timestamp
        self.leases.grant(entry.key, to: holder, owner: entry.row.owner, now: self.now)
        entry.row.progress.worker = holder.worker
        entry.row.progress.incarnation = holder.incarnation
        entry.row.progress.startedAt = time
        entry.row.progress.lastReport = 0
        entry.row.progress.metricSequence = nil
        entry.committedReport = 0
        let body = StatusBody.running(attempt: attempt, worker: holder.worker)
        return NewEvent(kind: .status, time: time, body: body)
    }

    /// An executor that can take a job of this need at once: none when others wait, since those come first.
    func freeExecutor(
        for need: DispatchQueue.Need, of owner: AccountID, session: SessionID?
    ) -> LeaseHolder? {
        guard self.queue.count == 0, !self.isStopped, self.load(of: owner).mayRunMore else { return nil }
        let isServed = self.workers.values.contains {
            $0.role == .simulator && !$0.isDraining && $0.registration.backends.contains(need.backend)
        }
        guard isServed else { return nil }
        return ExecutorChoice.best(
            of: self.executorCandidates(), environment: need.environment,
            preferring: self.warmHolder(of: session))
    }

    /// Sends a lease that is durable, with what it needs from the store. Also sends it again after a loss.
    func sendLease(_ key: AttemptKey, to holder: LeaseHolder) {
        guard var entry = self.jobs[key.job], entry.machine.isHeld(by: holder, attempt: key.attempt) else {
            return
        }
        entry.leaseSentAt = self.now
        self.jobs[key.job] = entry
        if let payload = entry.payload {
            self.dropPayload(of: &entry)
            self.jobs[key.job] = entry
            self.sendLease(key, to: holder, with: payload)
            return
        }
        let row = entry.row
        self.enqueue(for: Self.nobody) { coordinator in
            guard
                let program = try await coordinator.store.program(
                    row.programID, version: row.programVersion, includingDeleted: true),
                let inputs = try await coordinator.store.inputs(of: row.id)
            else { return coordinator.abandon(key, of: holder) }
            let head = try ProgramHead(row: program)
            let payload = LeasePayload(
                programName: head.metadata.name, source: program.source, inputs: inputs,
                checkpoint: try await coordinator.checkpoint(of: row.id, at: row.progress.checkpointSequence))
            coordinator.sendLease(key, to: holder, with: payload)
        }
    }

    /// What an attempt would run is gone: its program was deleted while the job was accepted. Nothing if the attempt
    /// itself is over by now.
    private func abandon(_ key: AttemptKey, of holder: LeaseHolder) {
        guard var entry = self.jobs[key.job],
            case .finish(let status) = entry.machine.outcome(.failed, of: key.attempt, from: holder)
        else { return }
        self.leases.release(key, of: holder)
        let summary = OutcomeSummary(
            status: status, code: RuntimeError.Code.programNotFound.rawValue,
            reason: "The program was deleted before the job ran.")
        self.finish(&entry, status, summary)
        self.jobs[key.job] = entry
        self.dispatch()
    }

    private func sendLease(_ key: AttemptKey, to holder: LeaseHolder, with payload: LeasePayload) {
        guard let entry = self.jobs[key.job], entry.machine.isHeld(by: holder, attempt: key.attempt),
            let worker = self.workers[holder.worker], worker.holder == holder,
            let terms = self.encodedTerms(for: entry, of: payload)
        else { return }
        var flags: UInt16 =
            (payload.source.form == .reference ? 1 : 0) | (payload.inputs.form == .reference ? 2 : 0)
        if let checkpoint = payload.checkpoint { flags |= checkpoint.form == .reference ? 12 : 4 }
        let header = MessageHeader(
            .lease, contentType: .json, flags: flags, attempt: key.attempt, job: key.job,
            time: self.loop.timestamp)
        let bodies = [payload.source, payload.inputs] + (payload.checkpoint.map { [$0] } ?? [])
        self.send(Message(header, frames: [terms] + bodies.map(\.bytes)), to: worker)
        if case .cancelling = entry.machine.state { self.sendStop(key, to: holder) }
    }

    private func encodedTerms(for entry: JobEntry, of payload: LeasePayload) -> [UInt8]? {
        let row = entry.row
        let programName = payload.programName
        guard let device = self.configuration.backend(named: row.backend) else { return nil }
        let terms = LeaseTerms(
            programID: row.programID, programVersion: row.programVersion, programName: programName,
            environment: row.environment, backend: row.backend, maxExecutionTime: row.maxExecutionTime,
            logLevel: row.logLevel,
            session: row.sessionID.flatMap { self.sessions[$0] }.map {
                LeaseSession(sessionID: $0.row.id, idleTimeMax: $0.row.idleTimeMax)
            },
            simulators: self.simulators(serving: row.backend),
            checksInputs: self.leavesInputsUnchecked(payload.inputs, entry.specification),
            rerunOf: row.rerunOf)
        if let known = self.leaseTerms[terms] { return known }
        let grant = LeaseGrant(
            programID: terms.programID, programVersion: terms.programVersion, programName: programName,
            environment: terms.environment, device: device, simulators: terms.simulators,
            maxExecutionTime: terms.maxExecutionTime, logLevel: terms.logLevel,
            eventCountMax: self.limits.eventCountMax, outputByteCountMax: self.limits.outputByteCountMax,
            schemas: Self.schemas(of: entry.specification, for: terms),
            checksInputs: terms.checksInputs ? true : nil, complaintCountMax: self.limits.complaintCountMax,
            session: terms.session, rerunOf: terms.rerunOf)
        // Texts and whole numbers only: encoding them cannot fail.
        guard let bytes = try? WireJSON.encode(grant) else { return nil }
        if self.leaseTerms.count >= self.limits.cachedProgramCountMax { self.leaseTerms = [:] }
        self.leaseTerms[terms] = bytes
        return bytes
    }

    /// Whether something of the inputs is for the sandbox to check: they were too long here, or have to be decoded.
    private func leavesInputsUnchecked(
        _ inputs: StoredPayload, _ specification: ProgramSpecification?
    ) -> Bool {
        guard let specification, specification.parameters != nil else { return false }
        if specification.hasDeepParameters { return true }
        guard inputs.form == .reference, let reference = BodyReference(encoded: inputs.bytes) else {
            return false
        }
        return reference.byteCount > self.limits.checkedInputByteCountMax
    }

    /// The schemas that a program's process needs: those of long messages, and that of inputs not checked here.
    private static func schemas(of specification: ProgramSpecification?, for terms: LeaseTerms) -> String? {
        guard let specification else { return nil }
        let hasOutput = specification.interimResults != nil || specification.returnValues != nil
        return hasOutput || terms.checksInputs ? specification.schemas : nil
    }

    private func simulators(serving backend: String) -> [SimulatorAddress] {
        self.workers.values
            .filter { $0.role == .simulator && !$0.isDraining && $0.registration.backends.contains(backend) }
            .sorted { $0.holder.worker.rawValue < $1.holder.worker.rawValue }
            .map {
                SimulatorAddress(
                    workerID: $0.holder.worker, host: $0.registration.host,
                    endpoint: $0.registration.circuitEndpoint ?? "", directPath: $0.registration.directPath)
            }
    }

    func sendStop(_ key: AttemptKey, to holder: LeaseHolder) {
        guard let worker = self.workers[holder.worker], worker.holder == holder else { return }
        let header = MessageHeader(.stop, contentType: .json, attempt: key.attempt, job: key.job)
        let order = StopOrder(status: .cancelled, reason: "Cancelled by its user.")
        // Two texts: encoding them cannot fail.
        guard let message = try? Message(header, json: order) else { return }
        self.send(message, to: worker)
    }

    /// Says one thing to one worker. What is lost on the way is repaired by the next heartbeat.
    func send(_ message: Message, to worker: WorkerEntry) {
        if self.workersRouter?.send(message.encoded, to: worker.peer) != .accepted {
            self.logger.debug("a worker is out of reach", metadata: ["worker": "\(worker.holder.worker)"])
        }
    }
}

import ExecutorCore
import Logging
import MessageBus
import RuntimeModel
import RuntimeWire

/// Taking attempts, and giving them up.
extension Executor {
    /// The coordinator gives an attempt. A repeated lease changes nothing.
    func leased(_ message: Message) throws(RuntimeError) {
        let key = message.header.attemptKey
        if let run = self.run(of: key) {
            // The coordinator may have missed how it ended: it is told again.
            guard run.hasEnded else { return }
            run.outbox.resendAll()
            return self.markDirty(run)
        }
        let grant = try self.grant(of: message)
        let source = try message.body(at: 0)
        let inputs = try message.body(at: 1)
        let checkpoint = message.header.flags & 4 != 0 ? try message.body(at: 2) : []
        let run = ProgramRun(
            key: key, grant: grant, window: self.window, configuration: self.configuration, now: self.loop.now
        )
        let refusal = self.refusal(of: grant, for: key)
        run.isWaiting = refusal == nil && !self.hasFreeSlot
        self.runs.append(run)
        guard refusal == nil else { return self.perform(refusal?(&run.machine) ?? .none, of: run) }
        run.source = source
        run.inputs = inputs
        run.checkpoint = checkpoint
        run.leaseFlags = message.header.flags
        if run.isWaiting { self.watchWaiting() } else { self.begin(run) }
    }

    /// Fetches what a lease refers to, and then asks for a process. Not before there is a slot: what waits for one takes
    /// no room.
    private func begin(_ run: ProgramRun) {
        if run.leaseFlags & 1 != 0 { self.fetch(\.source, of: run) }
        if run.leaseFlags & 2 != 0 { self.fetchInputs(of: run) }
        if run.leaseFlags & 8 != 0 { self.fetch(\.checkpoint, of: run) }
        if run.fetches.isEmpty { self.launch(run) }
    }

    /// The terms of a lease. Jobs that follow one another mostly have the same, and reading them takes longer than a
    /// short job.
    private func grant(of message: Message) throws(RuntimeError) -> LeaseGrant {
        if let last = self.lastGrant, last.bytes == message.frames.first { return last.grant }
        let grant = try message.json(as: LeaseGrant.self)
        self.lastGrant = message.frames.first.map { ($0, grant) }
        return grant
    }

    /// The coordinator wants an attempt ended. Safe to repeat.
    func stopOrdered(_ message: Message) throws(RuntimeError) {
        let order = try message.json(as: StopOrder.self)
        guard let run = self.run(of: message.header.attemptKey), order.status.isFinal else { return }
        self.perform(run.machine.stopOrdered(status: order.status, reason: order.reason), of: run)
    }

    /// The lease is over: kills the program without a report.
    func abandon(_ run: ProgramRun) {
        guard !run.isAbandoned else { return }
        self.logger.info("attempt abandoned", metadata: ["job": "\(run.key.job)"])
        run.isAbandoned = true
        let action = run.machine.abandon()
        self.release(run)
        self.perform(action, of: run)
    }

    private var hasFreeSlot: Bool { self.runs.count(where: \.takesSlot) < self.configuration.slots }

    /// A slot may be free: begins what waits for one, in the order in which it came.
    func launchWaiting() {
        while let run = self.runs.first(where: { $0.isWaiting && $0.isHeld }), self.hasFreeSlot {
            run.isWaiting = false
            self.begin(run)
        }
    }

    /// What has waited for a slot for too long is given back, and all behind it: the jobs before it turned out to be
    /// long, and others may have room or go first.
    private func watchWaiting() {
        guard self.waitingTimer == nil, let next = self.runs.first(where: { $0.isWaiting && $0.isHeld })
        else {
            return
        }
        let key = next.key
        let deadline = next.leasedAt + self.configuration.leaseAheadWaitMax
        self.waitingTimer = self.loop.schedule(after: max(.zero, deadline - self.loop.now)) { [weak self] in
            self?.assumeIsolated { executor in
                executor.waitingTimer = nil
                if let run = executor.run(of: key), run.isWaiting, run.isHeld {
                    executor.loseWaiting("The executor had no slot for it soon enough.", code: .leaseReturned)
                }
                executor.watchWaiting()
            }
        }
    }

    /// Gives up what waits for a slot: others may have one.
    ///
    /// The last one goes first: each is put before the others of its line, which keeps their order.
    func loseWaiting(_ reason: String, code: RuntimeError.Code) {
        for run in self.runs.reversed() where run.isWaiting && run.isHeld {
            self.perform(run.machine.lost(reason, code: code), of: run)
        }
    }

    /// Why a lease cannot be served, as a step of its machine; `nil` when it can.
    private func refusal(
        of grant: LeaseGrant, for key: AttemptKey
    ) -> ((inout ProgramRunStateMachine) -> ProgramRunStateMachine.Action)? {
        // A late copy of a lease is answered as stale; if the coordinator means it, the attempt is lost.
        if self.ended.contains(key) { return { $0.lost("The attempt was over already.") } }
        if self.isDraining { return { $0.lost("The executor is being stopped.") } }
        // Ahead are given jobs of sessions alone: whoever leases others counts on a slot.
        let ahead = grant.session == nil ? 0 : self.configuration.leaseAheadCountMax
        guard self.runs.count(where: \.isHeld) < self.configuration.slots + ahead else {
            return { $0.lost("The executor has no free slot.") }
        }
        guard self.launcher.environmentNames.contains(grant.environment) else {
            return { $0.ruleBroken(.environmentNotFound, "The executor has no such program environment.") }
        }
        return nil
    }

    /// Inputs of any length: into a file when they are long.
    private func fetchInputs(of run: ProgramRun) {
        guard let byteCount = BodyReference(encoded: run.inputs)?.byteCount,
            byteCount > self.configuration.memoryBodyByteCountMax, byteCount <= self.bodyByteCountMax
        else { return self.fetch(\.inputs, of: run) }
        do {
            let file = try SpoolFile(in: self.configuration.spoolFolder)
            run.inputsFile = file
            self.fetch(\.inputs, of: run, into: file)
        } catch {
            self.logger.error("no room for inputs", metadata: ["job": "\(run.key.job)", "error": "\(error)"])
            self.perform(run.machine.lost("The executor has no room for the inputs."), of: run)
        }
    }

    /// Replaces a reference by the stored bytes, or by none when a file takes them; the program is launched when none is left.
    private func fetch(
        _ part: any ReferenceWritableKeyPath<ProgramRun, [UInt8]> & Sendable, of run: ProgramRun,
        into file: SpoolFile? = nil
    ) {
        guard !run.hasEnded else { return }
        guard let bodies = self.bodies, let reference = BodyReference(encoded: run[keyPath: part]),
            reference.byteCount <= self.bodyByteCountMax
        else {
            return self.perform(
                run.machine.lost("The lease refers to a body that cannot be fetched."), of: run)
        }
        let key = run.key
        let transfer = bodies.get(reference, of: key.job, into: file) { [weak self] result in
            self?.assumeIsolated { $0.fetched(result, as: part, of: key) }
        }
        run.fetches.append(transfer)
    }

    private func fetched(
        _ result: Result<[UInt8], RuntimeError>,
        as part: any ReferenceWritableKeyPath<ProgramRun, [UInt8]> & Sendable,
        of key: AttemptKey
    ) {
        guard let run = self.run(of: key), !run.hasEnded else { return }
        switch result {
        case .success(let bytes):
            run[keyPath: part] = bytes
            run.fetchedCount += 1
            guard run.fetchedCount == run.fetches.count else { return }
            run.fetches = []
            self.launch(run)
        case .failure(let error):
            self.logger.warning("body not fetched", metadata: ["job": "\(key.job)", "error": "\(error)"])
            self.perform(run.machine.lost("A body of the lease could not be fetched."), of: run)
        }
    }
}

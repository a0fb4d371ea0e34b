import ExecutorCore
import Glibc
import Logging
import MessageBus
import RuntimeModel

// Zygotes: starting them, hearing them, and what follows from their end.
extension ZygotePool {
    /// The zygote to order from, started now if need be; `nil` when it cannot be started.
    func currentZygote() -> Int? {
        if let current = self.zygotes[self.generation] {
            if current.orderCount < self.configuration.programsPerZygoteMax { return self.generation }
            self.retire()
        }
        self.generation += 1
        let generation = self.generation
        let listener = ZygoteConnection.Listener(
            heard: { [weak self] event, descriptors in
                self?.assumeIsolated { $0.heard(event, descriptors, from: generation) }
            },
            ended: { [weak self] complaint in
                self?.assumeIsolated { $0.zygoteHasEnded(generation, complaint) }
            })
        do {
            let connection = try ZygoteConnection(
                configuration: self.configuration, environment: self.environment, loop: self.loop,
                listener: listener)
            connection.assumeIsolated { $0.start(ZygoteConfiguration(self.configuration, self.environment)) }
            let timer = self.loop.schedule(after: self.configuration.zygoteStartDurationMax) {
                connection.assumeIsolated { $0.abort("The zygote's imports took too long.") }
            }
            self.zygotes[generation] = Zygote(connection: connection, startTimer: timer)
            return generation
        } catch {
            self.failureCount += 1
            self.logger.error("cannot start a zygote", metadata: self.metadata("error", "\(error)"))
            return nil
        }
    }

    /// Lets the current zygote serve out its programs; its spares go now.
    private func retire() {
        for id in self.spares where self.ordered[id]?.generation == self.generation {
            self.ordered[id]?.program.assumeIsolated { $0.killTree() }
        }
        self.spares.removeAll { self.ordered[$0]?.generation == self.generation }
    }

    /// Hangs up on zygotes that nobody needs any more.
    func closeIdleZygotes() {
        for (generation, zygote) in self.zygotes {
            let isCurrent = generation == self.generation && !self.isStopping
            let isSpent = zygote.orderCount >= self.configuration.programsPerZygoteMax
            guard !isCurrent || isSpent, !self.ordered.values.contains(where: { $0.generation == generation })
            else {
                continue
            }
            zygote.connection.assumeIsolated { $0.close() }
        }
    }

    private func heard(_ event: ZygoteEvent, _ descriptors: [Int32], from generation: Int) {
        switch event {
        case .started(let seconds, let missing, let givesPIDNamespaces):
            self.zygotes[generation]?.startTimer?.cancel()
            self.zygotes[generation]?.hasStarted = true
            self.failureCount = 0
            self.logger.info(
                "zygote started",
                metadata: [
                    "environment": "\(self.environment.name)", "seconds": "\(seconds)",
                    "missing": "\(missing.joined(separator: ","))", "pid_namespaces": "\(givesPIDNamespaces)",
                ])
        case .forked(let id):
            guard let ends = ProgramEnds(descriptors) else { return descriptors.forEach { Glibc.close($0) } }
            guard let entry = self.ordered[id] else { return ends.closeAll() }
            entry.program.assumeIsolated { $0.wasForked(ends) }
        case .locked(let id, let protections):
            self.note(protections, of: id)
            self.ordered[id]?.program.assumeIsolated { $0.wasLocked() }
        case .failed(let id, let code, let message):
            self.logger.error(
                "a program process could not be made",
                metadata: [
                    "environment": "\(self.environment.name)", "code": "\(code)", "message": "\(message)",
                ])
            // A zygote with a thread can never fork again.
            if code == "sandbox.zygoteHasThreads" {
                self.zygotes[generation]?.connection.assumeIsolated { $0.abort(message) }
            }
            self.ordered[id]?.program.assumeIsolated { $0.fail(message) }
        case .exited(let id, let exit): self.ordered[id]?.program.assumeIsolated { $0.hasExited(exit) }
        }
    }

    /// Says once for each zygote what this machine does not grant: degraded, but never silently.
    private func note(_ protections: SandboxProtections, of id: Int) {
        guard let generation = self.ordered[id]?.generation, self.zygotes[generation]?.hasReported == false
        else {
            return
        }
        self.zygotes[generation]?.hasReported = true
        self.launcher?.assumeIsolated { $0.note(protections, of: self.environment.name) }
        let missing = SandboxProtections.all.subtracting(protections)
        // An ordinary user has no second user id to give.
        guard !missing.subtracting(.ownUser).isEmpty else { return }
        self.logger.warning(
            "programs run with fewer protections than they should",
            metadata: self.metadata("missing", missing.names.joined(separator: ",")))
    }

    private func zygoteHasEnded(_ generation: Int, _ complaint: String) {
        guard let zygote = self.zygotes.removeValue(forKey: generation) else { return }
        zygote.startTimer?.cancel()
        if !zygote.hasStarted { self.failureCount += 1 }
        let affected = self.ordered.values.filter { $0.generation == generation }
        // Dead or about to be: not to be handed out, though the end of each has yet to be seen.
        self.spares.removeAll { self.ordered[$0]?.generation == generation }
        if !affected.isEmpty {
            self.logger.error("a zygote ended", metadata: self.metadata("reason", complaint))
        }
        for entry in affected.sorted(by: { $0.program.id < $1.program.id }) { self.rescue(entry) }
        self.pumpSoon()
    }

    /// A launch that has no process yet is ordered once more from the next zygote; anything else ends with this one.
    private func rescue(_ entry: Ordered) {
        let id = entry.program.id
        let isRescued = entry.program.assumeIsolated { program in
            guard program.isClaimed, !program.isReady, !program.isKilled, program.failure == nil else {
                return false
            }
            return true
        }
        guard isRescued, self.reordered.insert(id).inserted, !self.isStopping else {
            return entry.program.assumeIsolated { $0.zygoteIsGone() }
        }
        self.ordered.removeValue(forKey: id)
        self.preparing.remove(id)
        self.giveBack(entry.slot)
        entry.program.assumeIsolated { $0.prepareAgain() }
        self.waiting.append(entry.program)
    }

    func tellIfGone() {
        if self.isStopping, self.isGone { self.launcher?.assumeIsolated { $0.poolIsGone() } }
    }

    func metadata(_ key: String, _ value: String) -> Logger.Metadata {
        ["environment": "\(self.environment.name)", key: "\(value)"]
    }
}

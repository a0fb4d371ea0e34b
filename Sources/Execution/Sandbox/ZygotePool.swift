import ExecutorCore
import Glibc
import Logging
import MessageBus
import RuntimeModel

/// The programs of one environment: its zygote, the spare children, and the launches that wait for a child.
actor ZygotePool {
    nonisolated let loop: any BusLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { self.loop.asUnownedSerialExecutor() }
    private let environment: ProgramEnvironment
    private let configuration: SandboxConfiguration
    private let logger: Logger
    private weak var launcher: ZygoteProgramLauncher?

    /// A child that was ordered and has not ended.
    private struct Ordered {
        let program: SandboxedProgram
        let generation: Int
        let slot: Int
    }

    /// A zygote. Those before the current generation serve out what they have.
    private struct Zygote {
        let connection: ZygoteConnection
        var startTimer: (any LoopTimer)?
        var hasStarted = false
        var orderCount = 0
        var hasReported = false
    }

    private var zygotes: [Int: Zygote] = [:]
    private var generation = 0
    private var ordered: [Int: Ordered] = [:]
    private var nextID = 1
    /// Ordered and not ready yet.
    private var preparing: Set<Int> = []
    /// Ordered and not claimed, oldest first.
    private var spares: [Int] = []
    /// Claimed and not ordered yet, in the order of the launches.
    private var waiting: [SandboxedProgram] = []
    /// Claimed programs that were ordered from a zygote that died, and may be ordered once more only.
    private var reordered: Set<Int> = []
    private var refillTimer: (any LoopTimer)?
    /// Zygotes that ended before their imports were done, and spares that ended unused, since one worked.
    private var failureCount = 0
    private var isStopping = false

    /// After so many failures in a row nothing is prepared ahead any more; launches still try.
    private static let failureCountMax = 3

    init(
        _ environment: ProgramEnvironment, configuration: SandboxConfiguration, loop: any BusLoop,
        logger: Logger,
        launcher: ZygoteProgramLauncher
    ) {
        self.environment = environment
        self.configuration = configuration
        self.loop = loop
        self.logger = logger
        self.launcher = launcher
    }

    // MARK: - What the launcher asks

    /// Takes a spare, or queues an order.
    func launch(_ limits: ProgramLimits, _ handler: @escaping @Sendable (ProgramEvent) -> Void)
        -> SandboxedProgram
    {
        if let spare = self.takeSpare(limits) {
            spare.assumeIsolated { $0.claim(handler) }
            self.refillLater()
            return spare
        }
        let program = self.makeProgram(limits)
        program.assumeIsolated { $0.claim(handler) }
        self.waiting.append(program)
        // On the next turn: the caller must hold the process before anything can be said about it.
        self.loop.post { [weak self] in self?.assumeIsolated { $0.pump() } }
        return program
    }

    /// Orders what waits and what is to be kept ahead, as far as there is room.
    func pump() {
        while !self.isStopping, let program = self.waiting.first,
            self.preparing.count < self.preparingCountMax
        {
            guard let slot = self.takeSlot() else { return }
            self.waiting.removeFirst()
            self.order(program, slot: slot, warm: false)
        }
        guard self.waiting.isEmpty, self.refillTimer == nil else { return }
        while self.maySpare, let slot = self.takeSlot() {
            let program = self.makeProgram(self.configuration.spareLimits)
            self.spares.append(program.id)
            self.order(program, slot: slot, warm: true)
        }
    }

    /// Kills everything; the launcher hears when nothing is left.
    func stop() {
        self.isStopping = true
        self.refillTimer?.cancel()
        for program in self.waiting { program.assumeIsolated { $0.killTree() } }
        for entry in self.ordered.values { entry.program.assumeIsolated { $0.killTree() } }
        self.closeIdleZygotes()
    }

    var zygoteProcessIDs: [Int32] { self.zygotes.values.map(\.connection.processID) }

    var isGone: Bool { self.zygotes.isEmpty && self.ordered.isEmpty && self.waiting.isEmpty }

    // MARK: - What programs say

    func isReady(_ program: SandboxedProgram) {
        self.preparing.remove(program.id)
        self.failureCount = 0
        self.pump()
    }

    func hasEnded(_ program: SandboxedProgram) {
        let wasPreparing = self.preparing.remove(program.id) != nil
        if self.spares.contains(program.id) {
            self.spares.removeAll { $0 == program.id }
            if wasPreparing { self.failureCount += 1 }
        }
        self.reordered.remove(program.id)
        self.waiting.removeAll { $0.id == program.id }
        if let entry = self.ordered.removeValue(forKey: program.id) { self.giveBack(entry.slot) }
        self.closeIdleZygotes()
        self.pumpSoon()
    }

    /// A program was killed before it was ordered; its end follows on the next turn.
    func cancelWaiting(_ program: SandboxedProgram) {
        guard self.ordered[program.id] == nil else { return }
        self.loop.post { program.assumeIsolated { $0.end() } }
    }

    // MARK: - Orders

    private var preparingCountMax: Int { self.configuration.preparingCountMax }

    private var maySpare: Bool {
        !self.isStopping && self.failureCount < Self.failureCountMax
            && self.spares.count < self.configuration.spareCount
            && self.preparing.count < self.preparingCountMax
    }

    private func takeSlot() -> Int? { self.launcher?.assumeIsolated { $0.takeSlot() } }

    private func giveBack(_ slot: Int) { self.launcher?.assumeIsolated { $0.giveBack(slot) } }

    private func makeProgram(_ limits: ProgramLimits) -> SandboxedProgram {
        defer { self.nextID += 1 }
        return SandboxedProgram(
            id: self.nextID, limits: limits, configuration: self.configuration, loop: self.loop, owner: self)
    }

    /// A ready spare rather than one on its way, the oldest rather than a younger one.
    private func takeSpare(_ limits: ProgramLimits) -> SandboxedProgram? {
        guard limits == self.configuration.spareLimits, !self.isStopping else { return nil }
        let alive = self.spares.filter { self.ordered[$0]?.program.assumeIsolated { $0.isAlive } == true }
        guard let id = alive.first(where: { !self.preparing.contains($0) }) ?? alive.first else { return nil }
        self.spares.removeAll { $0 == id }
        return self.ordered[id]?.program
    }

    private func refillLater() {
        guard self.refillTimer == nil else { return }
        self.refillTimer = self.loop.schedule(after: self.configuration.refillDelay) { [weak self] in
            self?.assumeIsolated {
                $0.refillTimer = nil
                $0.pump()
            }
        }
    }

    private func pumpSoon() {
        self.loop.post { [weak self] in
            self?.assumeIsolated {
                $0.pump()
                $0.tellIfGone()
            }
        }
    }

    private func order(_ program: SandboxedProgram, slot: Int, warm: Bool) {
        guard let generation = self.currentZygote() else {
            self.spares.removeAll { $0 == program.id }
            self.giveBack(slot)
            program.assumeIsolated {
                $0.fail("The process that program processes are forked from cannot be started.")
            }
            return
        }
        self.ordered[program.id] = Ordered(program: program, generation: generation, slot: slot)
        self.preparing.insert(program.id)
        self.zygotes[generation]?.orderCount += 1
        let limits = ZygoteOrder.Limits(
            program.limits, scratchFileCountMax: self.configuration.scratchFileCountMax)
        let order = ZygoteOrder(id: program.id, slot: slot, warm: warm, limits: limits)
        self.zygotes[generation]?.connection.assumeIsolated { $0.send(order) }
        program.assumeIsolated { $0.wasOrdered() }
    }

    // MARK: - Zygotes

    /// The zygote to order from, started now if need be; `nil` when it cannot be started.
    private func currentZygote() -> Int? {
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
    private func closeIdleZygotes() {
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

    private func zygoteHasEnded(_ generation: Int, _ complaint: String?) {
        guard let zygote = self.zygotes.removeValue(forKey: generation) else { return }
        zygote.startTimer?.cancel()
        if !zygote.hasStarted { self.failureCount += 1 }
        let affected = self.ordered.values.filter { $0.generation == generation }
        // Dead or about to be: not to be handed out, though the end of each has yet to be seen.
        self.spares.removeAll { self.ordered[$0]?.generation == generation }
        if !affected.isEmpty {
            self.logger.error("a zygote ended", metadata: self.metadata("reason", complaint ?? "unknown"))
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

    private func tellIfGone() {
        if self.isStopping, self.isGone { self.launcher?.assumeIsolated { $0.poolIsGone() } }
    }

    private func metadata(_ key: String, _ value: String) -> Logger.Metadata {
        ["environment": "\(self.environment.name)", key: "\(value)"]
    }
}

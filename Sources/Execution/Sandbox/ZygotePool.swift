import ExecutorCore
import Logging
import MessageBus
import RuntimeModel

/// The programs of one environment: its zygote, the spare children, and the launches that wait for a child.
actor ZygotePool {
    nonisolated let loop: any BusLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { self.loop.asUnownedSerialExecutor() }
    let environment: ProgramEnvironment
    let configuration: SandboxConfiguration
    let logger: Logger
    weak var launcher: ZygoteProgramLauncher?

    /// A child that was ordered and has not ended.
    struct Ordered {
        let program: SandboxedProgram
        let generation: Int
        let slot: Int
    }

    /// A zygote. Those before the current generation serve out what they have.
    struct Zygote {
        let connection: ZygoteConnection
        var startTimer: (any LoopTimer)?
        var hasStarted = false
        var orderCount = 0
        var hasReported = false
    }

    var zygotes: [Int: Zygote] = [:]
    var generation = 0
    var ordered: [Int: Ordered] = [:]
    var nextID = 1
    /// Ordered and not ready yet.
    var preparing: Set<Int> = []
    /// Ordered and not claimed, oldest first.
    var spares: [Int] = []
    /// Claimed and not ordered yet, in the order of the launches.
    var waiting: [SandboxedProgram] = []
    /// Claimed programs that were ordered from a zygote that died, and may be ordered once more only.
    var reordered: Set<Int> = []
    /// What spares are made with: the limits of the last launch.
    var spareLimits: ProgramLimits
    var refillTimer: (any LoopTimer)?
    /// Zygotes that ended before their imports were done, and spares that ended unused, since one worked.
    var failureCount = 0
    var isStopping = false

    /// After so many failures in a row nothing is prepared ahead any more; launches still try.
    static let failureCountMax = 3

    init(
        _ environment: ProgramEnvironment, configuration: SandboxConfiguration, loop: any BusLoop,
        logger: Logger,
        launcher: ZygoteProgramLauncher
    ) {
        self.environment = environment
        self.configuration = configuration
        self.spareLimits = configuration.spareLimits
        self.loop = loop
        self.logger = logger
        self.launcher = launcher
    }

    // MARK: - What the launcher asks

    /// Takes a spare, or queues an order.
    func launch(_ limits: ProgramLimits, _ handler: @escaping @Sendable (ProgramEvent) -> Void)
        -> SandboxedProgram
    {
        self.adopt(limits)
        self.refillLater()
        if let spare = self.takeSpare() {
            spare.assumeIsolated { $0.claim(handler) }
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
            let program = self.makeProgram(self.spareLimits)
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

    /// A zygote that leaves an order unanswered hangs, and would leave the next one so.
    func hadNoAnswer(_ program: SandboxedProgram) {
        guard let generation = self.ordered[program.id]?.generation else { return }
        self.zygotes[generation]?.connection.assumeIsolated { $0.abort("It did not answer in time.") }
    }

    // MARK: - Orders

    var preparingCountMax: Int { self.configuration.preparingCountMax }

    var maySpare: Bool {
        !self.isStopping && self.failureCount < Self.failureCountMax
            && self.spares.count < self.configuration.spareCount
            && self.preparing.count < self.preparingCountMax
    }

    func takeSlot() -> Int? { self.launcher?.assumeIsolated { $0.takeSlot() } }

    func giveBack(_ slot: Int) { self.launcher?.assumeIsolated { $0.giveBack(slot) } }

    func makeProgram(_ limits: ProgramLimits) -> SandboxedProgram {
        defer { self.nextID += 1 }
        return SandboxedProgram(
            id: self.nextID, limits: limits, configuration: self.configuration, loop: self.loop, owner: self)
    }

    /// The oldest spare that is ready. One that is still warming up is left to it: a child that is not warmed is there
    /// sooner.
    func takeSpare() -> SandboxedProgram? {
        guard !self.isStopping else { return nil }
        let ready = self.spares.first {
            !self.preparing.contains($0) && self.ordered[$0]?.program.assumeIsolated { $0.isAlive } == true
        }
        guard let id = ready else { return nil }
        self.spares.removeAll { $0 == id }
        return self.ordered[id]?.program
    }

    /// Limits are set by the lock-in and cannot be changed: spares with other ones are of no use any more.
    func adopt(_ limits: ProgramLimits) {
        guard limits != self.spareLimits else { return }
        self.spareLimits = limits
        let useless = self.spares
        self.spares = []
        for id in useless { self.ordered[id]?.program.assumeIsolated { $0.killTree() } }
    }

    /// Puts the next spare off until no program was launched for a while: in a burst, warming spares up would take the
    /// processor from the programs that the burst is about.
    func refillLater() {
        self.refillTimer?.cancel()
        self.refillTimer = self.loop.schedule(after: self.configuration.refillDelay) { [weak self] in
            self?.assumeIsolated {
                $0.refillTimer = nil
                $0.pump()
            }
        }
    }

    func pumpSoon() {
        self.loop.post { [weak self] in
            self?.assumeIsolated {
                $0.pump()
                $0.tellIfGone()
            }
        }
    }

    func order(_ program: SandboxedProgram, slot: Int, warm: Bool) {
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
        var patience = self.configuration.readyDurationMax
        if self.zygotes[generation]?.hasStarted == false {
            patience += self.configuration.zygoteStartDurationMax
        }
        program.assumeIsolated { $0.wasOrdered(readyWithin: patience) }
    }
}

import CSandbox
import ExecutorCore
import Glibc
import MessageBus
import RuntimeModel

/// One child of a zygote, from its order to its end: a spare first, perhaps, then the process of one attempt.
///
/// Lives on the loop, like everything here: handlers enter it without a hop.
actor SandboxedProgram: ProgramProcess {
    enum Phase {
        /// Not forked yet. Next: `preparing`, `ended`.
        case waiting
        /// Forked, locking itself in and warming. Next: `ready`, `ended`; `waiting` when its zygote died.
        case preparing(ProgramEnds)
        /// Takes frames. Next: `ended`.
        case ready(ProgramEnds)
        /// All of it is gone and reported.
        case ended
    }

    nonisolated let loop: any BusLoop
    nonisolated let id: Int
    nonisolated let limits: ProgramLimits
    nonisolated let configuration: SandboxConfiguration
    nonisolated var unownedExecutor: UnownedSerialExecutor { self.loop.asUnownedSerialExecutor() }

    var phase = Phase.waiting
    /// Who is told; `nil` for a spare.
    var handler: (@Sendable (ProgramEvent) -> Void)?
    /// Whether `started` was delivered.
    var hasBegun = false
    var isPaused = false
    var isKilled = false
    var isLeaderGone = false
    var isZygoteGone = false
    /// Whether the zygote confirmed the lock-in, and whether the child said that it is warm: both make it ready.
    private var isLocked = false
    private var isWarm = false
    /// What the zygote said about the end.
    var exitReport: ProgramExit?
    /// Why the child could not be made.
    var failure: ProgramExit?
    var reader = FrameAssembler(frameByteCountMax: SandboxedProgram.frameByteCountMax)
    var writer = ChannelWriter()
    var hasChannelEnded = false
    var hasOutputEnded = false
    var hasErrorEnded = false
    var watches = ProgramWatches()
    private var readyTimer: (any LoopTimer)?
    var memoryTimer: (any LoopTimer)?
    /// Memory of the tree when it was last added up.
    var treeByteCount = 0
    private weak var owner: ZygotePool?

    /// Longest frame of the program channel: kind byte and body.
    static let frameByteCountMax = 256 << 10 + 64
    /// The frame by which a child says that it is locked in and warm.
    static let readyFrame: [UInt8] = [0x83]

    init(
        id: Int, limits: ProgramLimits, configuration: SandboxConfiguration, loop: any BusLoop,
        owner: ZygotePool
    ) {
        self.id = id
        self.limits = limits
        self.configuration = configuration
        self.loop = loop
        self.owner = owner
    }

    // MARK: - What the executor asks

    nonisolated func send(_ frame: [UInt8], descriptor: Int32?) -> Bool {
        self.assumeIsolated { $0.enqueue(frame, descriptor: descriptor) }
    }

    nonisolated func pauseReading(_ paused: Bool) {
        self.assumeIsolated { $0.setPaused(paused) }
    }

    nonisolated func kill() {
        self.assumeIsolated { $0.killTree() }
    }

    nonisolated func pass(to handler: @escaping @Sendable (ProgramEvent) -> Void) -> Bool {
        self.assumeIsolated { $0.changeHearer(handler) }
    }

    nonisolated var memoryByteCount: Int { self.assumeIsolated { $0.treeByteCount } }

    // MARK: - What the pool says

    var isClaimed: Bool { self.handler != nil }

    var isReady: Bool {
        if case .ready = self.phase { true } else { false }
    }

    /// Whether the process is there still, as the kernel says it now: the loop may not have heard of its end yet.
    var isAlive: Bool {
        switch self.phase {
        case .waiting: return true
        case .ended: return false
        case .preparing(let ends), .ready(let ends):
            var status = pollfd(fd: ends.pidfd, events: Int16(POLLIN), revents: 0)
            return !self.isKilled && poll(&status, 1, 0) == 0
        }
    }

    /// Gives the process its purpose; `started` follows as soon as it is ready.
    func claim(_ handler: @escaping @Sendable (ProgramEvent) -> Void) {
        self.handler = handler
        if self.isReady { self.beginSoon() }
    }

    /// The order is on its way; how long the child may take depends on whether its zygote is importing still.
    func wasOrdered(readyWithin duration: Duration) {
        self.readyTimer = self.loop.schedule(after: duration) { [weak self] in
            self?.assumeIsolated { $0.readyTimeExpired() }
        }
    }

    private func readyTimeExpired() {
        // Not even forked: the zygote hangs. Its end brings this order to another one.
        if case .waiting = self.phase {
            self.owner?.assumeIsolated { $0.hadNoAnswer(self) }
            return
        }
        self.fail("The program's process was not ready in time.")
        self.killTree()
    }

    func wasForked(_ ends: ProgramEnds) {
        guard case .waiting = self.phase else { return ends.closeAll() }
        self.phase = .preparing(ends)
        self.updateWatches()
        if self.isKilled { _ = spinwire_pidfd_signal(ends.pidfd, SIGKILL) }
    }

    func wasLocked() {
        self.isLocked = true
        self.becomeReadyIfSo()
    }

    /// Remembers why there is no child; without one this is the end.
    func fail(_ sentence: String) {
        guard !self.isReady else { return }
        if self.failure == nil { self.failure = .notStarted(.programNotStarted, sentence) }
        if case .waiting = self.phase { self.end() }
    }

    func hasExited(_ exit: ProgramExit) {
        self.exitReport = exit
        self.finishIfGone()
    }

    /// Its zygote died, and it with it.
    func zygoteIsGone() {
        self.isZygoteGone = true
        if case .waiting = self.phase {
            self.fail("The process that program processes are forked from ended.")
        } else {
            self.finishIfGone()
        }
    }

    /// Back to the beginning, when the zygote died before the child was ready.
    func prepareAgain() {
        if case .preparing(let ends) = self.phase {
            self.watches.cancelAll()
            ends.closeAll()
        }
        self.readyTimer?.cancel()
        self.phase = .waiting
        self.isLeaderGone = false
        self.isLocked = false
        self.isWarm = false
        self.exitReport = nil
        self.hasChannelEnded = false
        self.reader = FrameAssembler(frameByteCountMax: Self.frameByteCountMax)
    }

    // MARK: - From ready to the end

    func becomeWarm() {
        self.isWarm = true
        self.becomeReadyIfSo()
    }

    private func becomeReadyIfSo() {
        guard self.isLocked, self.isWarm, case .preparing(let ends) = self.phase else { return }
        self.readyTimer?.cancel()
        self.phase = .ready(ends)
        self.owner?.assumeIsolated { $0.isReady(self) }
        if self.isClaimed { self.beginSoon() }
    }

    /// On the loop's next turn, so that whoever launches holds the process before it hears of it.
    private func beginSoon() {
        self.loop.post { [weak self] in self?.assumeIsolated { $0.begin() } }
    }

    private func begin() {
        guard case .ready(let ends) = self.phase, !self.hasBegun else { return }
        self.hasBegun = true
        self.handler?(.started(processID: max(0, spinwire_pidfd_pid(ends.pidfd))))
        self.updateWatches()
        self.pollMemory(of: ends)
    }

    func killTree() {
        guard !self.isKilled else { return }
        self.isKilled = true
        switch self.phase {
        case .waiting: self.owner?.assumeIsolated { $0.cancelWaiting(self) }
        case .preparing(let ends), .ready(let ends): _ = spinwire_pidfd_signal(ends.pidfd, SIGKILL)
        case .ended: return
        }
        // Nobody waits for a reader any more: what is left is no more than the kernel's buffers hold.
        self.updateWatches()
        self.finishIfGone()
    }

    /// Reports the end once nothing of the tree is left and everything it wrote has been handed on.
    func finishIfGone() {
        switch self.phase {
        case .waiting, .ended: return
        case .preparing, .ready: break
        }
        guard self.isLeaderGone, self.exitReport != nil || self.isZygoteGone, self.drain() else { return }
        self.end()
    }

    func end() {
        switch self.phase {
        case .ended: return
        case .waiting: break
        case .preparing(let ends), .ready(let ends):
            self.watches.cancelAll()
            ends.closeAll()
        }
        let exit = self.outcome()
        self.phase = .ended
        self.readyTimer?.cancel()
        self.memoryTimer?.cancel()
        self.writer.discard()
        self.owner?.assumeIsolated { $0.hasEnded(self) }
        let handler = self.handler
        self.handler = nil
        handler?(.exited(exit))
    }

    private func outcome() -> ProgramExit {
        let killed = ProgramExit.signal(SIGKILL)
        if self.isReady { return self.exitReport ?? killed }
        if let failure = self.failure { return failure }
        if self.isKilled { return killed }
        return .notStarted(.programNotStarted, "The program's process ended before it was ready.")
    }
}

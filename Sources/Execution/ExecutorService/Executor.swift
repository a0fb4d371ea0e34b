package import ExecutorCore
package import Logging
package import MessageBus
package import RuntimeModel
import RuntimeWire

/// Runs programs: takes leases from the coordinator, starts a process for each, and reports what becomes of it.
///
/// Lives on its loop: messages, program events and timers enter without a hop. What a program publishes is kept until
/// the coordinator has acknowledged its commit, and sent again after every silence.
package actor Executor {
    nonisolated package let loop: any BusLoop
    nonisolated package let configuration: ExecutorConfiguration
    nonisolated let bus: any MessageBus
    nonisolated let launcher: any ProgramLauncher
    let logger: Logger

    var membership: WorkerMembership
    var dealer: (any DealerSocket)?
    var bodies: BodiesClient?
    var bodiesEndpoint: String?
    /// Attempts that run, or whose outcome is not acknowledged; in the order of their leases.
    var runs: [ProgramRun] = []
    var ended: EndedAttempts
    /// The terms of the last lease, as they came and as they were read.
    var lastGrant: (bytes: [UInt8], grant: LeaseGrant)?
    /// Runs with something to send.
    var dirty: [ProgramRun] = []
    var isFlushScheduled = false
    var heartbeat: (any LoopTimer)?
    var resending: (any LoopTimer)?
    /// Processes that wait for the next job of their session.
    var warm: WarmShelf<WarmProcess>
    var warmTimer: (any LoopTimer)?
    /// Gives back what waits for a slot for too long.
    var waitingTimer: (any LoopTimer)?
    var isDraining = false
    var isClosed = false
    /// Called when nothing runs and nothing waits any more.
    var idleWaiters: [CheckedContinuation<Void, Never>] = []

    nonisolated package var unownedExecutor: UnownedSerialExecutor { self.loop.asUnownedSerialExecutor() }

    /// Makes an executor; nothing happens before ``start()``.
    package init(
        configuration: ExecutorConfiguration, loop: any BusLoop, bus: any MessageBus,
        launcher: any ProgramLauncher,
        logger: Logger
    ) {
        self.configuration = configuration
        self.loop = loop
        self.bus = bus
        self.launcher = launcher
        self.logger = logger
        self.warm = WarmShelf(countMax: configuration.warmProcessCountMax)
        self.ended = EndedAttempts(countMax: configuration.endedCountMax)
        self.membership = WorkerMembership(
            registration: WorkerRegistration(
                workerID: configuration.workerID, incarnation: String(loop.randomBits(), radix: 16),
                role: .executor, host: configuration.host, processID: configuration.processID,
                slots: configuration.slots, leasesAhead: configuration.leaseAheadCountMax,
                environments: launcher.environmentNames, backends: [],
                attempts: []),
            initialInterval: configuration.registrationInterval)
    }

    /// Connects to the coordinator and registers there, now and whenever it is back.
    ///
    /// - Throws: `configuration.invalid` when the endpoint is none.
    package func start() throws(RuntimeError) {
        self.dealer = try self.bus.makeDealer(
            on: self.loop, to: self.configuration.workersEndpoint, as: self.configuration.credentials,
            limits: self.configuration.socketLimits
        ) { [weak self] frames in
            self?.assumeIsolated { $0.received(frames) }
        }
        self.beat()
    }

    /// Takes no attempt any more, and tells the coordinator so.
    package func drain() {
        guard !self.isDraining else { return }
        self.isDraining = true
        self.endWarm()
        self.loseWaiting("The executor is being stopped.", code: .leaseReturned)
        self.send(Message(MessageHeader(.drain, time: self.loop.timestamp)))
    }

    /// Waits until nothing runs and every outcome is acknowledged, but not for longer than `limit`.
    package func finish(within limit: Duration) async {
        guard !self.runs.isEmpty, limit > .zero else { return }
        let deadline = self.loop.now + limit
        let timer = self.loop.schedule(after: limit) { [weak self] in
            self?.assumeIsolated { $0.resumeIdleWaiters() }
        }
        await withCheckedContinuation { continuation in
            // What was true before the await may be no more, and the timer may have gone off already.
            if self.runs.isEmpty || self.isClosed || self.loop.now >= deadline {
                continuation.resume()
            } else {
                self.idleWaiters.append(continuation)
            }
        }
        timer.cancel()
    }

    /// Kills every program; their attempts are reported as lost, so that they are run again at once elsewhere.
    package func stop() {
        self.isDraining = true
        self.endWarm()
        for run in self.runs {
            let action = run.machine.lost("The executor was stopped.")
            self.perform(action, of: run)
        }
    }

    /// Releases everything. What was not reported by now is left to the coordinator's lease.
    package func close() async {
        guard !self.isClosed else { return }
        self.isClosed = true
        self.heartbeat?.cancel()
        self.resending?.cancel()
        self.waitingTimer?.cancel()
        self.endWarm()
        for run in self.runs { self.release(run) }
        self.runs = []
        self.dirty = []
        self.resumeIdleWaiters()
        self.bodies?.close()
        self.dealer?.close()
        self.dealer = nil
        await withCheckedContinuation { continuation in
            self.launcher.shutDown { continuation.resume() }
        }
    }

    func resumeIdleWaiters() {
        let waiters = self.idleWaiters
        self.idleWaiters = []
        for waiter in waiters { waiter.resume() }
    }

    /// Sends a message to the coordinator.
    @discardableResult
    func send(_ message: Message) -> Bool {
        self.dealer?.send(message.encoded) == .accepted
    }

    func run(of key: AttemptKey) -> ProgramRun? { self.runs.first { $0.key == key } }

    /// Frees what an attempt needed to run.
    func release(_ run: ProgramRun) {
        run.timeLimit?.cancel()
        run.logTimer?.cancel()
        run.metricTimer?.cancel()
        run.circuits?.close()
        run.circuits = nil
        for transfer in run.fetches { self.bodies?.cancel(transfer) }
        run.fetches = []
    }

    /// Nothing is left to be done for an attempt.
    func forget(_ run: ProgramRun) {
        self.release(run)
        for number in run.puts.keys.sorted() { run.puts[number].map { self.bodies?.cancel($0) } }
        run.puts = [:]
        self.runs.removeAll { $0 === run }
        self.ended.insert(run.key)
        if self.runs.isEmpty { self.resumeIdleWaiters() }
    }
}

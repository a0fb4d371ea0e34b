import LocalSockets
package import Logging
package import MessageBus
import QuantumSimulator
package import RuntimeModel
import RuntimeWire

/// Serves circuits: takes requests over ZeroMQ and a Unix socket, has them computed on work threads, answers.
///
/// Lives on its loop. What takes less than waking a thread is computed there; everything else is not, so that a cancel
/// overtakes the circuits it is about. Connections take turns by what they have used (``CircuitSchedule``). One that ends
/// takes its requests with it.
package actor Simulator {
    typealias Schedule = CircuitSchedule<CircuitConnection.ID>

    nonisolated package let loop: any BusLoop
    nonisolated package let configuration: SimulatorConfiguration
    nonisolated let bus: any MessageBus
    nonisolated let engine: any CircuitEngine
    nonisolated let workers: any CircuitWorkers
    let logger: Logger
    /// Tells the executors that forward circuits from this start of the process.
    let incarnation: UInt64

    var membership: WorkerMembership?
    var dealer: (any DealerSocket)?
    var router: (any RouterSocket)?
    var listener: Int32 = -1
    var listenerWatch: (any DescriptorWatch)?
    var connections: [CircuitConnection.ID: CircuitConnection] = [:]
    var directCount: UInt64 = 0
    /// Who wants to know of the end of a connection.
    var endings: [CircuitConnection.ID: @Sendable () -> Void] = [:]
    var schedule: Schedule
    /// Spent on short requests in this turn of the loop.
    var shortTime = Duration.zero
    var heartbeat: (any LoopTimer)?
    var isStopping = false
    var isClosed = false
    var idleWaiters: [CheckedContinuation<Void, Never>] = []

    nonisolated package var unownedExecutor: UnownedSerialExecutor { self.loop.asUnownedSerialExecutor() }

    /// Makes a simulator; nothing happens before ``start()``.
    package init(
        configuration: SimulatorConfiguration, loop: any BusLoop, bus: any MessageBus,
        engine: any CircuitEngine,
        workers: any CircuitWorkers, logger: Logger
    ) {
        self.configuration = configuration
        self.loop = loop
        self.bus = bus
        self.engine = engine
        self.workers = workers
        self.logger = logger
        self.incarnation = loop.randomBits()
        self.schedule = Schedule(limits: configuration.scheduleLimits(threadCount: workers.count))
    }

    /// Opens the sockets and registers with the coordinator, now and whenever it is back.
    ///
    /// - Throws: `configuration.invalid` when an endpoint or the path cannot be used.
    package func start() throws(RuntimeError) {
        let limits = self.configuration.socketLimits
        let router = try self.bus.makeRouter(
            on: self.loop, at: self.configuration.circuitEndpoint, limits: limits
        ) { [weak self] message in
            self?.assumeIsolated { $0.received(message) }
        }
        self.router = router
        try self.listen()
        self.dealer = try self.bus.makeDealer(
            on: self.loop, to: self.configuration.workersEndpoint, as: self.configuration.credentials,
            limits: limits
        ) { [weak self] frames in
            self?.assumeIsolated { $0.receivedFromCoordinator(frames) }
        }
        self.membership = WorkerMembership(
            registration: WorkerRegistration(
                workerID: self.configuration.workerID, incarnation: String(self.incarnation, radix: 16),
                role: .simulator, host: self.configuration.host, processID: self.configuration.processID,
                slots: 0,
                environments: [], backends: self.configuration.backends,
                circuitEndpoint: router.endpoint.address,
                directPath: self.configuration.directPath, attempts: []),
            initialInterval: self.configuration.registrationInterval)
        self.beat()
    }

    /// Where circuits are taken over ZeroMQ, with the port the system chose.
    package var circuitEndpoint: Endpoint? { self.router?.endpoint }

    /// Tells the coordinator to send nobody here any more.
    package func drain() {
        self.send(Message(MessageHeader(.drain, time: self.loop.timestamp)))
    }

    /// Gives up what waits and what is computed; waits for the threads to notice, but not for longer than `limit`.
    package func stop(within limit: Duration) async {
        self.isStopping = true
        for id in self.connections.keys { self.disconnect(id) }
        guard self.schedule.runningCount > 0 else { return }
        let deadline = self.loop.now + limit
        let timer = self.loop.schedule(after: limit) { [weak self] in
            self?.assumeIsolated { $0.resumeIdleWaiters() }
        }
        await withCheckedContinuation { continuation in
            // What was true before the await may be no more, and the timer may have gone off already.
            if self.schedule.runningCount == 0 || self.isClosed || self.loop.now >= deadline {
                continuation.resume()
            } else {
                self.idleWaiters.append(continuation)
            }
        }
        timer.cancel()
    }

    /// Releases everything.
    package func close() {
        guard !self.isClosed else { return }
        self.isClosed = true
        self.isStopping = true
        self.heartbeat?.cancel()
        for id in self.connections.keys { self.disconnect(id) }
        self.stopListening()
        self.router?.close()
        self.dealer?.close()
        self.workers.shutDown()
        self.resumeIdleWaiters()
    }

    func resumeIdleWaiters() {
        let waiters = self.idleWaiters
        self.idleWaiters = []
        for waiter in waiters { waiter.resume() }
    }

    // MARK: - Membership

    func send(_ message: Message) { _ = self.dealer?.send(message.encoded) }

    private func beat() {
        guard !self.isClosed else { return }
        do {
            if let message = try self.membership?.due(attempts: [], now: self.loop.timestamp) {
                self.send(message)
            }
        } catch {
            self.logger.error("registration not written", metadata: ["error": "\(error)"])
        }
        self.forgetSilentPeers()
        self.scheduleBeat()
    }

    /// The timer keeps the simulator alive from its start until it is closed.
    private func scheduleBeat() {
        self.heartbeat?.cancel()
        let interval = self.membership?.interval ?? self.configuration.registrationInterval
        self.heartbeat = self.loop.schedule(after: interval) {
            self.assumeIsolated { $0.beat() }
        }
    }

    private func receivedFromCoordinator(_ frames: Frames) {
        do {
            switch try self.membership?.received(try Message(frames: frames)) {
            case .admitted:
                self.logger.info("registered", metadata: ["worker": "\(self.configuration.workerID)"])
                self.scheduleBeat()
            case .unknown: self.beat()
            case .nothing, .other, nil: break
            }
        } catch {
            self.logger.warning("message dropped", metadata: ["error": "\(error)"])
        }
    }
}

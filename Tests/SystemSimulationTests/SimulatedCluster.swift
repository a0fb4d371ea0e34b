import CoordinatorService
import ExecutorService
import InProcessBus
import JobStore
import Logging
import MessageBus
import RuntimeClient
import RuntimeModel
import RuntimeTestKit
import RuntimeWire

/// A coordinator, two executors, a simulator and a client, all of them the real actors, on one deterministic loop and a
/// bus that loses, repeats and reorders. Processes crash and come back by the seed.
final class SimulatedCluster {
    static let user = AccountID("user")
    static let worker = AccountID("worker")

    let loop: DeterministicLoop
    let bus: FaultyBus
    let broken: DeliberateBreak?
    private(set) var store: InMemoryJobStore
    private var coordinatorProcess: SimulatedProcess
    private var executorProcesses: [SimulatedProcess] = []
    /// The executors that run; their handlers do not keep them alive.
    private var executors: [Int: Executor] = [:]
    private let tokens: [AccountID: String]
    /// Errors that ended a coordinator's `run`; each is a failure of the simulation.
    let failures = EventRecorder<String>()
    private let disk = SimulatedDisk()

    init(seed: UInt64, broken: DeliberateBreak?) {
        self.loop = DeterministicLoop(seed: seed)
        self.bus = FaultyBus(loop: self.loop, policy: .lossy)
        self.broken = broken
        let (loop, disk) = (self.loop, self.disk)
        self.store = InMemoryJobStore { point, batch throws(RuntimeError) in
            // A disk takes its time, before and after the write; a crash may fall into either.
            let delay = Duration.microseconds(
                Int64(loop.randomBits() % (point == .beforeApplying ? 4000 : 1000)))
            await withCheckedContinuation { continuation in
                _ = loop.schedule(after: delay) { continuation.resume() }
            }
            if point == .beforeApplying { try disk.take(batch) }
        }
        self.coordinatorProcess = SimulatedProcess(name: "coordinator", on: self.loop)
        self.tokens = [Self.user: "spw_user_u", Self.worker: "spw_worker_w"]
    }

    // MARK: - Parts

    /// Makes the accounts and starts everything.
    func start() {
        let store = self.store
        let accounts = self.tokens.map { account, token in
            StoredAccount(
                id: account, role: account == Self.worker ? .worker : .author,
                tokenHash: AccountDirectory.hash(of: token), createdAt: self.loop.timestamp)
        }.sorted { $0.id.rawValue < $1.id.rawValue }
        _ = self.loop.run {
            try await store.commit([StoreTransaction(writes: accounts.map { .insertAccount($0) })])
        }
        self.startCoordinator()
        for index in 0..<2 { self.startExecutor(index) }
        let process = SimulatedProcess(name: "simulator", on: self.loop)
        let simulator = IdleSimulator(bus: self.bus, loop: process)
        let credentials = self.credentials(Self.worker)
        self.task(on: process) {
            try await simulator.start(at: Endpoint("inproc://workers"), as: credentials)
        }
    }

    func credentials(_ account: AccountID) -> Credentials {
        Credentials(account: account, token: self.tokens[account] ?? "")
    }

    private func startCoordinator() {
        let process = self.coordinatorProcess
        var limits = CoordinatorLimits()
        limits.leaseDuration = .seconds(1)
        limits.heartbeatInterval = .milliseconds(100)
        limits.attemptCountMax = 100
        limits.reportWindow = 8
        limits.commitTransactionCountMax = 4
        let device = DeviceDescriptor(
            name: "simulator", version: "1.0.0", description: "A test.", qubitCount: 5, basisGates: ["x"],
            couplingMap: nil, shotsMax: 1, shotsDefault: 1, simulator: true, aliases: [])
        var configuration = CoordinatorConfiguration(
            version: "test", commandsEndpoint: Endpoint("inproc://commands"),
            eventsEndpoint: Endpoint("inproc://events"), bodiesEndpoint: Endpoint("inproc://bodies"),
            workersEndpoint: Endpoint("inproc://workers"), backends: [device], environments: ["default"],
            limits: limits)
        configuration.checksAttempts = self.broken != .noAttemptCheck
        let coordinator = Coordinator(
            configuration: configuration, store: self.storeOfCoordinator(process), bus: self.bus,
            loop: process,
            accounts: AccountDirectory(),
            logger: Logger(label: "coordinator") { _ in SwiftLogNoOpLogHandler() })
        self.task(on: process) {
            try await coordinator.start()
            try await coordinator.run()
        }
    }

    private func storeOfCoordinator(_ process: SimulatedProcess) -> any JobStore {
        switch self.broken {
        case .acknowledgeBeforeCommit:
            HastyStore(self.store, on: process) { $0.claim != nil }
        case .publishBeforeCommit:
            HastyStore(self.store, on: process) { transaction in
                transaction.claim == nil
                    && transaction.writes.contains { if case .appendEvents = $0 { true } else { false } }
            }
        case .noAttemptCheck, .noResending, nil: self.store
        }
    }

    private func startExecutor(_ index: Int) {
        let process = SimulatedProcess(name: "executor-\(index)", on: self.loop)
        if index < self.executorProcesses.count {
            self.executorProcesses[index] = process
        } else {
            self.executorProcesses.append(process)
        }
        var configuration = ExecutorConfiguration(
            name: "executor-\(index)", host: "simulation", processID: index, slots: 2,
            workersEndpoint: Endpoint("inproc://workers"), credentials: self.credentials(Self.worker))
        configuration.registrationInterval = .milliseconds(100)
        configuration.reportResendInterval =
            self.broken == .noResending ? .seconds(1_000_000) : .milliseconds(200)
        let launcher = ScriptedProgramLauncher(on: process, startDelay: .milliseconds(2))
        let executor = Executor(
            configuration: configuration, loop: process, bus: self.bus, launcher: launcher,
            logger: Logger(label: "executor") { _ in SwiftLogNoOpLogHandler() })
        self.executors[index] = executor
        self.task(on: process) { try await executor.start() }
    }

    /// A client of its own process, connected.
    func connect() throws -> RuntimeClient {
        let process = SimulatedProcess(name: "client", on: self.loop)
        var limits = ClientLimits()
        limits.resendInterval = .milliseconds(300)
        limits.commandDuration = .seconds(3000)
        limits.idleProbeInterval = .milliseconds(500)
        limits.pageEventCount = 7
        let connection = ClientConnection(
            bus: self.bus, loop: process, commandsEndpoint: Endpoint("inproc://commands"),
            credentials: self.credentials(Self.user), limits: limits)
        _ = try self.loop.run { try await connection.open(within: .seconds(1000)) }?.get()
        return RuntimeClient(connection: connection)
    }

    /// Runs a task on the loop; what it throws is kept.
    func task(on process: any BusLoop, _ body: @escaping @Sendable () async throws -> Void) {
        let failures = self.failures
        Task(executorPreference: process) {
            do { try await body() } catch { failures.record("\(error)") }
        }
    }

    // MARK: - Faults

    /// Ends the coordinator between two steps, wherever its commits are, and starts it anew on what is durable.
    func crashCoordinator(for downtime: Duration) {
        self.bus.crash(self.coordinatorProcess)
        self.store = self.store.crash()
        self.coordinatorProcess = SimulatedProcess(name: "coordinator", on: self.loop)
        let process = self.coordinatorProcess
        self.after(downtime) { cluster in
            if cluster.coordinatorProcess === process { cluster.startCoordinator() }
        }
    }

    func crashExecutor(_ index: Int, for downtime: Duration) {
        guard self.executorProcesses[index].isAlive else { return }
        self.bus.crash(self.executorProcesses[index])
        self.after(downtime) { $0.startExecutor(index) }
    }

    /// For a while nothing can be written.
    func fillDisk(for duration: Duration) {
        self.disk.fill()
        self.after(duration) { $0.disk.empty() }
    }

    /// For a while nothing gets through between the coordinator and anybody.
    func partition(for duration: Duration) {
        self.setPolicy(FaultPolicy(loss: 1))
        self.after(duration) { cluster in cluster.setPolicy(.lossy) }
    }

    /// For a while messages take up to seconds, overtake each other and come twice: longer than a lease holds.
    func congest(for duration: Duration) {
        self.setPolicy(FaultPolicy(loss: 0.05, repetition: 0.3, reordering: 0.5, delayMax: .seconds(3)))
        self.after(duration) { cluster in cluster.setPolicy(.lossy) }
    }

    func setPolicy(_ policy: FaultPolicy) {
        for kind in Shipment.Kind.allCases { self.bus.link.setPolicy(policy, for: kind) }
    }

    /// Does something later, on the loop itself.
    func after(_ delay: Duration, _ action: @escaping (SimulatedCluster) -> Void) {
        let box = UncheckedAction(cluster: self, action: action)
        _ = self.loop.schedule(after: delay) { box.action(box.cluster) }
    }

    /// Proof: everything in a simulation runs on the one thread that calls `run`, so nothing is ever shared.
    private struct UncheckedAction: @unchecked Sendable {
        let cluster: SimulatedCluster
        let action: (SimulatedCluster) -> Void
    }
}

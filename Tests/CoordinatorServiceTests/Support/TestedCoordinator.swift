import CoordinatorService
import JobStore
import Logging
import MessageBus
import RuntimeClient
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Synchronization

/// The real coordinator on a deterministic loop, with a store in memory and a bus that does what a test wants.
///
/// Everything runs on the thread of the test, in simulated time: a heartbeat takes 100 ms, a lease holds for 1 s.
final class TestedCoordinator {
    static let user = AccountID("user")
    static let other = AccountID("other")
    static let reader = AccountID("reader")
    static let administrator = AccountID("admin")
    static let worker = AccountID("worker")
    private static let roles: [(AccountID, AccountRole)] = [
        (user, .author), (other, .author), (reader, .user), (administrator, .administrator),
        (worker, .worker),
    ]

    let loop: DeterministicLoop
    let bus: FaultyBus
    let limits: CoordinatorLimits
    private(set) var store: InMemoryJobStore
    private var process: SimulatedProcess
    /// Errors that ended the coordinator.
    let failures = EventRecorder<String>()
    /// Whether it ended as it was told to.
    let stops = EventRecorder<Bool>()
    private var coordinator: Coordinator?
    /// How many transactions each commit had.
    let batches = EventRecorder<Int>()
    private let commitPause: Pause
    private let disk = Disk()

    /// Starts it, with accounts of every role; of those that upload, `user` alone may publish.
    init(seed: UInt64 = 1, limits change: (inout CoordinatorLimits) -> Void = { _ in }) throws {
        let loop = DeterministicLoop(seed: seed)
        self.loop = loop
        self.bus = FaultyBus(loop: loop)
        var limits = CoordinatorLimits()
        limits.leaseDuration = .seconds(1)
        limits.heartbeatInterval = .milliseconds(100)
        change(&limits)
        self.limits = limits
        self.process = SimulatedProcess(name: "coordinator", on: loop)
        let batches = self.batches
        let pause = Pause(on: loop)
        self.commitPause = pause
        let disk = self.disk
        self.store = InMemoryJobStore { point, batch throws(RuntimeError) in
            guard point == .beforeApplying else { return }
            batches.record(batch.count)
            await pause.pass()
            try disk.take(batch)
        }
        let accounts = Self.roles.map { account, role in
            StoredAccount(
                id: account, role: role, mayPublish: account == Self.user,
                tokenHash: AccountDirectory.hash(of: Self.token(of: account)), createdAt: loop.timestamp)
        }
        let store = self.store
        _ = try loop.run {
            try await store.commit([StoreTransaction(writes: accounts.map { .insertAccount($0) })])
        }?.get()
        self.start()
    }

    static func token(of account: AccountID) -> String { "spw_\(account.rawValue)_secret" }

    static func credentials(_ account: AccountID) -> Credentials {
        Credentials(account: account, token: self.token(of: account))
    }

    private func start() {
        let coordinator = Coordinator(
            configuration: self.configuration, store: self.store, bus: self.bus, loop: self.process,
            accounts: AccountDirectory(),
            logger: Logger(label: "coordinator") { _ in SwiftLogNoOpLogHandler() })
        self.coordinator = coordinator
        let (failures, stops) = (self.failures, self.stops)
        Task(executorPreference: self.process) {
            do {
                try await coordinator.start()
                try await coordinator.run()
                stops.record(true)
            } catch {
                failures.record("\(error)")
            }
        }
    }

    private var configuration: CoordinatorConfiguration {
        func device(_ name: String, qubitCount: Int) -> DeviceDescriptor {
            DeviceDescriptor(
                name: name, version: "1.0.0", description: "A test.", qubitCount: qubitCount,
                basisGates: ["x"],
                couplingMap: nil, shotsMax: 1, shotsDefault: 1, simulator: true, aliases: [])
        }
        return CoordinatorConfiguration(
            version: "test", commandsEndpoint: Endpoint("inproc://commands"),
            eventsEndpoint: Endpoint("inproc://events"), bodiesEndpoint: Endpoint("inproc://bodies"),
            workersEndpoint: Endpoint("inproc://workers"),
            backends: [device("simulator", qubitCount: 5), device("small", qubitCount: 1)],
            environments: ["default", "second"], limits: self.limits)
    }

    // MARK: - Faults

    /// Ends the process where it stands, and starts it anew on what is durable.
    func restart() {
        self.bus.crash(self.process)
        self.store = self.store.crash()
        self.process = SimulatedProcess(name: "coordinator", on: self.loop)
        self.start()
    }

    /// Ends the process in good order, as far as it can.
    func stop(within limit: Duration = .seconds(10)) {
        guard let coordinator = self.coordinator else { return }
        self.process.post { coordinator.assumeIsolated { $0.stop() } }
        let stops = self.stops
        self.loop.run(until: { !stops.events.isEmpty }, within: limit)
    }

    /// Lets each commit from now on take this long, so that what comes in meanwhile shares the next one.
    func slowCommits(to duration: Duration) { self.commitPause.setLength(duration) }

    /// Lets commits fail for lack of room, or find some again.
    func fillDisk(_ isFull: Bool) { self.disk.fill(isFull) }

    // MARK: - Around it

    /// A connection of an account to one of the sockets.
    func connect(as account: AccountID, to endpoint: String = "inproc://commands") throws -> Caller {
        try Caller(on: self.loop, bus: self.bus, to: Endpoint(endpoint), as: Self.credentials(account))
    }

    /// A client as users have it, in a process of its own.
    func connectClient(as account: AccountID = TestedCoordinator.user) throws -> RuntimeClient {
        let process = SimulatedProcess(name: "client", on: self.loop)
        var limits = ClientLimits()
        limits.resendInterval = .milliseconds(300)
        limits.idleProbeInterval = .milliseconds(500)
        limits.pageEventCount = 7
        let connection = ClientConnection(
            bus: self.bus, loop: process, commandsEndpoint: Endpoint("inproc://commands"),
            credentials: Self.credentials(account), limits: limits)
        _ = try self.loop.run { try await connection.open(within: .seconds(10)) }?.get()
        return RuntimeClient(connection: connection)
    }

    /// What the store has, to compare before with after.
    func contents() throws -> StoreContents {
        let store = self.store
        let found = self.loop.run {
            StoreContents(
                accounts: try await store.accounts(),
                programs: try await store.programs(ProgramFilter(limit: 1000, offset: 0)).rows,
                jobs: try await store.jobs(JobFilter(limit: 1000, offset: 0)).rows)
        }
        return try unwrap(found).get()
    }

    /// The committed timeline of a job.
    func timeline(of job: JobID) throws -> [EventRecord] {
        let store = self.store
        let found = self.loop.run {
            try await store.timeline(of: job, after: 0, limit: 10_000, byteCountMax: .max)
        }
        return try unwrap(found).get()
    }
}

/// The rows that commands change.
struct StoreContents: Equatable {
    let accounts: [StoredAccount]
    let programs: [StoredProgram]
    let jobs: [StoredJob]
}

/// A disk that may be full: of transactions that write something it takes none then.
private final class Disk: Sendable {
    private let isFull = Mutex(false)

    func fill(_ isFull: Bool) { self.isFull.withLock { $0 = isFull } }

    func take(_ batch: [StoreTransaction]) throws(RuntimeError) {
        guard self.isFull.withLock({ $0 }), batch.contains(where: { !$0.writes.isEmpty }) else { return }
        throw RuntimeError(.storeFull, "The disk is full.")
    }
}

/// A pause whose length may change between two of them.
private final class Pause: Sendable {
    private let length = Mutex(Duration.microseconds(200))
    private let loop: DeterministicLoop

    init(on loop: DeterministicLoop) { self.loop = loop }

    func setLength(_ length: Duration) { self.length.withLock { $0 = length } }

    func pass() async {
        let length = self.length.withLock { $0 }
        await withCheckedContinuation { continuation in
            _ = self.loop.schedule(after: length) { continuation.resume() }
        }
    }
}

import CoordinatorCore
package import JobStore
package import Logging
package import MessageBus
package import RuntimeModel
import RuntimeWire

/// The owner of programs, jobs, accounts and timelines, and the only writer of the store.
///
/// Everything that happens steps a pure machine at once, without `await`, and puts what has to be written and what
/// has to be said into the pending batch. `commitLoop` makes batch after batch durable and only then performs the
/// effects: **store first, then bus**. Whatever comes in while a commit runs is the next batch, so there is no timer
/// between a command and its disk. If a commit fails, for another reason than a full disk, the coordinator ends; what
/// memory knew beyond the disk dies with it, and a restart begins from the disk.
package actor Coordinator {
    package nonisolated let loop: any BusLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor { self.loop.asUnownedSerialExecutor() }

    let configuration: CoordinatorConfiguration
    let store: any JobStore
    let bus: any MessageBus
    let accounts: AccountDirectory
    var logger: Logger

    // Sockets, from `start` to `close`.
    var commands: (any RouterSocket)?
    var bodies: (any RouterSocket)?
    var workersRouter: (any RouterSocket)?
    /// `nil` also while it is bound anew.
    var events: (any PublisherSocket)?
    /// Where it was bound.
    var eventsEndpoint: Endpoint?
    var feeds: FeedTable
    var awaits: AwaitTable
    var awaiting: [AwaitTable.Wait: AwaitEntry] = [:]
    var tick: (any LoopTimer)?

    // Jobs: every one that has not ended, and the last ones that have.
    var jobs: [JobID: JobEntry] = [:]
    var endedJobs: [JobID] = []
    var endedJobsHead = 0
    var queue = DispatchQueue()
    /// When the newest job was accepted.
    var lastAcceptance = Timestamp(microseconds: 0)
    var waitingPayloadByteCount = 0

    // Quotas; see `Coordinator+Quotas`.
    var arrivingJobCounts: [AccountID: Int] = [:]
    var arrivingByteCounts: [AccountID: Int] = [:]
    /// All that ever arrived since the start.
    var arrivedByteCounts: [AccountID: Int] = [:]
    var storedByteBounds: [AccountID: Int] = [:]
    var uploads = UploadLedger()

    // Retention; see `Coordinator+Retention`.
    var isRetaining = false
    var retentionDueAt: Int64 = 0

    /// Those that are open, or have jobs which have not ended.
    var sessions: [SessionID: SessionEntry] = [:]
    /// Sessions whose end is being carried out, with who wished it.
    var cancellations: [SessionID: [ReplyAddress]] = [:]

    // Workers.
    var workers: [WorkerID: WorkerEntry] = [:]
    var workerByPeer: [PeerID: WorkerID] = [:]
    var leases: LeaseTable
    var lastTickAt: Int64 = 0
    var leaseTerms: [LeaseTerms: [UInt8]] = [:]

    // Programs.
    var programs: [ProgramID: ProgramHead] = [:]
    var reservedVersions: [ProgramID: Int] = [:]
    /// Changes whenever a program is deleted or hidden: what was read before is not to be remembered after.
    var programEpoch = 0

    // The way to the disk.
    var pending = PendingBatch()
    var batchWaiter: CheckedContinuation<Void, Never>?
    var reads = QueryLane()
    var bodyChunks = [QueryLane](repeating: QueryLane(), count: Coordinator.bodyLaneCount)
    var waitingChunkByteCount = 0
    /// What commands that wait for the store hold, but for chunks.
    var waitingCommandByteCount = 0
    // When the disk is full; see `Coordinator+FullDisk`.
    var isStoreFull = false
    var roomWaiter: CheckedContinuation<Void, Never>?
    var roomTimer: (any LoopTimer)?
    var isStopped = false

    // What `service.status` tells.
    var startedAt = MonotonicTime(nanoseconds: 0)
    var commitCount = 0
    var droppedMessageCount = 0
    var synchronousLevel = 0

    package init(
        configuration: CoordinatorConfiguration, store: any JobStore, bus: any MessageBus, loop: any BusLoop,
        accounts: AccountDirectory, logger: Logger
    ) {
        self.configuration = configuration
        self.store = store
        self.bus = bus
        self.loop = loop
        self.accounts = accounts
        self.logger = logger
        let duration = configuration.limits.leaseDuration.components
        self.leases = LeaseTable(
            durationNanoseconds: duration.seconds * 1_000_000_000 + duration.attoseconds / 1_000_000_000)
        self.awaits = AwaitTable(
            accountJobCountMax: configuration.limits.accountAwaitedJobCountMax,
            accountCountMax: configuration.limits.accountAwaitCountMax)
        self.feeds = FeedTable(
            leaseNanoseconds: Int64(Self.milliseconds(configuration.limits.feedLeaseDuration)) * 1_000_000,
            accountFeedCountMax: configuration.limits.accountFeedCountMax)
    }

    var limits: CoordinatorLimits { self.configuration.limits }
    var now: Int64 { self.loop.now.nanoseconds }

    /// Reads back what the disk knows and opens the sockets. Commands are served once ``run()`` runs.
    ///
    /// - Throws: `store.failed`, or `configuration.invalid` when an endpoint cannot be bound.
    package func start() async throws(RuntimeError) {
        self.startedAt = self.loop.now
        self.lastTickAt = self.now
        self.retentionDueAt = self.now + Self.nanoseconds(self.limits.retention.interval)
        self.synchronousLevel = try await self.store.synchronousLevel()
        for account in try await self.store.accounts() { self.accounts.put(account) }
        self.storedByteBounds = try await self.store.storedByteCounts()
        try await self.recoverSessions()
        for row in try await self.store.unfinishedJobs() { try await self.recover(row) }
        try await self.cancelJobsOfCancelledSessions()
        try await self.restoreSpecifications()
        if let newest = try await self.store.jobs(JobFilter(limit: 1, offset: 0)).rows.first {
            self.lastAcceptance = newest.createdAt
        }
        try self.openSockets()
        self.scheduleTick()
        self.logger.info(
            "coordinator started",
            metadata: [
                "unfinished_jobs": "\(self.jobs.count)", "synchronous": "\(self.synchronousLevel)",
                "commands": "\(self.configuration.commandsEndpoint)",
            ])
    }

    /// Serves until ``stop()``; throws when the store fails.
    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.commitLoop() }
            for lane in 0..<Self.bodyLaneCount {
                group.addTask { try await self.queryLoop(.bodies(lane)) }
            }
            for _ in 0..<self.limits.concurrentQueryCountMax {
                group.addTask { try await self.queryLoop(.reads) }
            }
            do {
                try await group.waitForAll()
            } catch {
                // One loop failed: the others wait for work that will not come.
                self.stop()
                throw error
            }
        }
    }

    /// Takes nothing new, and ends ``run()`` once what is pending is durable. Safe to repeat.
    package func stop() {
        guard !self.isStopped else { return }
        self.isStopped = true
        self.tick?.cancel()
        self.commands?.pauseReceiving(true)
        self.bodies?.pauseReceiving(true)
        self.workersRouter?.pauseReceiving(true)
        self.wakeCommitLoop()
        self.lookForRoom()
        self.wakeQueryLoops()
    }

    /// Releases the sockets. After ``run()`` has returned.
    package func close() {
        self.forgetAwaiting()
        self.commands?.close()
        self.bodies?.close()
        self.workersRouter?.close()
        self.events?.close()
        self.commands = nil
        self.bodies = nil
        self.workersRouter = nil
        self.events = nil
    }

    private func openSockets() throws(RuntimeError) {
        let sockets = self.limits.sockets
        let answering = self.limits.answeringSockets
        self.bus.authenticate(by: self.accounts)
        let events = try self.makeEventSocket(at: self.configuration.eventsEndpoint)
        self.events = events
        self.eventsEndpoint = events.endpoint
        var fetching = answering
        fetching.queuedMessageCountMax = self.limits.waitingBodyAnswerCountMax
        fetching.peerBacklogCountMax = self.limits.waitingBodyAnswerCountMax
        self.bodies = try self.bus.makeRouter(
            on: self.loop, at: self.configuration.bodiesEndpoint, limits: fetching
        ) { message in
            self.assumeIsolated { $0.received(message, on: .bodies) }
        }
        self.workersRouter = try self.bus.makeRouter(
            on: self.loop, at: self.configuration.workersEndpoint, limits: sockets
        ) { message in
            self.assumeIsolated { $0.receivedFromWorker(message) }
        }
        self.commands = try self.bus.makeRouter(
            on: self.loop, at: self.configuration.commandsEndpoint, limits: answering
        ) { message in
            self.assumeIsolated { $0.received(message, on: .commands) }
        }
    }
}

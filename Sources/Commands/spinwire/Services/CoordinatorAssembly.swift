import CoordinatorService
import JSONSchema
import JobStore
import Logging
import MessageBus
import RuntimeModel
import SQLiteJobStore
import ServiceLifecycle
import SpinwireTopology

/// A coordinator as a topology describes it, with its store.
struct CoordinatorAssembly: Service {
    let store: any JobStore
    private let main: CoordinatorMain

    /// Opens the store and settles the first accounts. Nothing listens before ``run()``.
    init(
        _ topology: Topology, loop: any BusLoop, bus: any MessageBus, logger: Logger,
        started: @escaping @Sendable () async -> Void = {}
    ) async throws(RuntimeError) {
        var options = SQLiteStoreOptions(folder: topology.paths.store)
        options.bodyByteCountMax = topology.coordinator.limits.bodyByteCountMax
        options.uploadMemoryByteCountMax = topology.coordinator.limits.uploadMemoryByteCountMax
        let store = try SQLiteJobStore(options)
        try await FirstAccounts.settle(topology, store: store, at: loop.timestamp)
        let environments = topology.environments.keys.sorted().filter { $0 != topology.defaultEnvironment }
        var configuration = CoordinatorConfiguration(
            version: SpinwireCommand.version, commandsEndpoint: topology.coordinator.commands,
            eventsEndpoint: topology.coordinator.events, bodiesEndpoint: topology.coordinator.bodies,
            workersEndpoint: topology.coordinator.workers, backends: topology.backends.map(\.device),
            environments: [topology.defaultEnvironment] + environments,
            limits: Self.limits(topology.coordinator.limits))
        configuration.environmentPackages = topology.environments.mapValues(\.packages)
        let coordinator = Coordinator(
            configuration: configuration, store: store, bus: bus, loop: loop, accounts: AccountDirectory(),
            logger: logger)
        self.store = store
        self.main = CoordinatorMain(coordinator: coordinator, started: started)
    }

    /// Serves until graceful shutdown, then closes the store.
    func run() async throws {
        do {
            try await self.main.run()
        } catch {
            await self.store.close()
            throw error
        }
        await self.store.close()
    }

    private static func limits(_ section: CoordinatorLimitsSection) -> CoordinatorLimits {
        var limits = CoordinatorLimits()
        limits.sockets = SocketLimits(
            frameByteCountMax: section.frameByteCountMax,
            queuedMessageCountMax: section.queuedMessageCountMax,
            peerBacklogCountMax: section.queuedMessageCountMax)
        limits.bodyByteCountMax = section.bodyByteCountMax
        limits.sourceByteCountMax = section.sourceByteCountMax
        limits.waitingChunkByteCountMax = section.waitingChunkByteCountMax
        limits.inlineEventByteCountMax = section.inlineEventByteCountMax
        limits.pendingTransactionCountMax = section.pendingTransactionCountMax
        limits.pendingByteCountMax = section.pendingByteCountMax
        limits.storeRetryInterval = section.storeRetryInterval
        limits.uploadCountMax = section.uploadCountMax
        limits.accountUploadCountMax = section.accountUploadCountMax
        limits.commitTransactionCountMax = section.commitTransactionCountMax
        limits.pendingQueryCountMax = section.pendingQueryCountMax
        limits.concurrentQueryCountMax = section.concurrentQueryCountMax
        limits.queuedJobCountMax = section.queuedJobCountMax
        limits.accountQueuedJobCountMax = section.accountQueuedJobCountMax
        limits.accountRunningJobCountMax = section.accountRunningJobCountMax
        limits.accountStoredByteCountMax = section.accountStoredByteCountMax
        limits.batchJobCountMax = section.batchJobCountMax
        limits.batchByteCountMax = section.batchByteCountMax
        limits.accountOpenSessionCountMax = section.accountOpenSessionCountMax
        limits.sessionTimeToLive = section.sessionTimeToLive
        limits.sessionTimeToLiveMax = section.sessionTimeToLiveMax
        limits.sessionIdleTime = section.sessionIdleTime
        limits.sessionIdleTimeMax = section.sessionIdleTimeMax
        limits.sharedAccountCountMax = section.sharedAccountCountMax
        limits.endedJobCountMax = section.endedJobCountMax
        limits.cachedProgramCountMax = section.cachedProgramCountMax
        limits.waitingPayloadByteCountMax = section.waitingPayloadByteCountMax
        limits.leaseDuration = section.leaseDuration
        limits.heartbeatInterval = section.heartbeatInterval
        limits.attemptCountMax = section.attemptCountMax
        limits.reportWindow = section.reportWindow
        limits.eventCountMax = section.eventCountMax
        limits.outputByteCountMax = section.outputByteCountMax
        limits.timelinePageCountMax = section.timelinePageCountMax
        limits.timelinePageByteCountMax = section.timelinePageByteCountMax
        limits.accountFeedCountMax = section.accountFeedCountMax
        limits.feedLeaseDuration = section.feedLeaseDuration
        limits.awaitedJobCountMax = section.awaitedJobCountMax
        limits.accountAwaitedJobCountMax = section.accountAwaitedJobCountMax
        limits.accountAwaitCountMax = section.accountAwaitCountMax
        limits.awaitDurationMax = section.awaitDurationMax
        limits.leaseAheadCountMax = section.leaseAheadCountMax
        limits.leaseAheadJobDurationMax = section.leaseAheadJobDurationMax
        limits.waitingAnswerCountMax = section.waitingAnswerCountMax
        limits.waitingAnswerByteCountMax = section.waitingAnswerByteCountMax
        limits.waitingEventByteCountMax = section.waitingEventByteCountMax
        limits.executionSecondsMax = section.executionSecondsMax
        limits.tagCountMax = section.tagCountMax
        limits.metadataByteCountMax = section.metadataByteCountMax
        limits.checkedInputByteCountMax = section.checkedInputByteCountMax
        limits.complaintCountMax = section.complaintCountMax
        Self.setSchemaLimits(section, in: &limits)
        Self.setRetention(section, in: &limits)
        limits.drainDuration = section.drainDuration
        return limits
    }

    private static func setSchemaLimits(
        _ section: CoordinatorLimitsSection, in limits: inout CoordinatorLimits
    ) {
        limits.schemas.schemaCountMax = section.schemaCountMax
        limits.schemas.referenceCountMax = section.schemaReferenceCountMax
        limits.schemas.nestingCountMax = section.schemaNestingCountMax
        limits.schemas.patternInstructionCountMax = section.schemaPatternInstructionCountMax
        limits.schemas.problemCountMax = section.schemaProblemCountMax
        limits.schemas.evaluationDepthMax = section.validationDepthMax
        limits.schemas.stepCountMax = section.validationStepCountMax
    }

    private static func setRetention(
        _ section: CoordinatorLimitsSection, in limits: inout CoordinatorLimits
    ) {
        limits.retention.payloadAgeMax = section.payloadAgeMax
        limits.retention.storedByteCountMax = section.storedByteCountMax
        limits.retention.unusedBodyAgeMax = section.unusedBodyAgeMax
        limits.retention.uploadIdleDurationMax = section.uploadIdleDurationMax
        limits.retention.claimAgeMax = section.claimAgeMax
        limits.retention.interval = section.retentionInterval
    }
}

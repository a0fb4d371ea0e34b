import CircuitModel
import Foundation
import Logging
import MessageBus
import OpenQASM
import QuantumSimulator
import RuntimeModel
import SimulatorService
import SpinwireTopology

/// A simulator as a topology describes it, with its engine and its threads.
enum SimulatorAssembly {
    static func make(
        _ section: SimulatorSection, of topology: Topology, credentials: Credentials, loop: any BusLoop,
        bus: any MessageBus, connection: Int32? = nil, logger: Logger
    ) throws -> SimulatorMain {
        var configuration = SimulatorConfiguration(
            name: section.name, host: Machine.name, processID: Int(getpid()), backends: section.backends,
            workersEndpoint: topology.coordinator.workers, credentials: credentials,
            circuitEndpoint: section.endpoint, directPath: section.directPath(in: topology.paths),
            socketLimits: SocketLimits(
                frameByteCountMax: topology.coordinator.limits.frameByteCountMax,
                queuedMessageCountMax: topology.coordinator.limits.queuedMessageCountMax))
        Self.set(&configuration, section)
        let threads = section.threads > 0 ? section.threads : ProcessInfo.processInfo.activeProcessorCount
        var limits = SimulatorLimits()
        limits.stateByteCountMax = section.memoryByteCountMax
        limits.replyByteCountMax = section.limits.replyByteCountMax
        limits.roundCountMax = section.limits.roundCountMax
        limits.unaskedBondDimensionMax = section.limits.unaskedBondDimensionMax
        limits.circuits.shotCountMax = section.limits.shotCountMax
        limits.circuits.instructionCountMax = section.limits.instructionCountMax
        limits.programs.instructionCountMax = section.limits.instructionCountMax
        let backends = try section.backends.compactMap { topology.backend(named: $0) }.map {
            try SimulatedBackend($0.device, noiseModel: $0.noiseModel)
        }
        let engine = SimulatorEngine(
            limits: limits, team: WorkerTeam(threadCount: threads),
            memory: MemoryBudget(byteCountMax: configuration.memoryByteCount(threadCount: threads)),
            backends: BackendCatalog(backends))
        return SimulatorMain(
            Simulator(
                configuration: configuration, loop: loop, bus: bus,
                engine: SimulationEngine(engine),
                workers: CircuitThreads(
                    count: threads, expressCount: configuration.expressDurations.count), logger: logger),
            connection: connection)
    }

    private static func set(_ configuration: inout SimulatorConfiguration, _ section: SimulatorSection) {
        let limits = section.limits
        configuration.connectionCountMax = limits.connectionCountMax
        configuration.requestCountMax = limits.queuedRequestCountMax
        configuration.requestPerConnectionCountMax = limits.connectionRequestCountMax
        configuration.requestsByteCountMax = limits.queuedByteCountMax
        configuration.requestByteCountMax = limits.requestByteCountMax
        configuration.reservedByteCount = limits.reservedByteCount
        configuration.freeStateByteCount = limits.uncountedStateByteCountMax
        configuration.unreadReplyByteCountMax = limits.unreadReplyByteCountMax
        configuration.shortDurationMax = limits.shortDurationMax
        configuration.shortStateByteCountMax = limits.shortStateByteCountMax
        configuration.shortRequestByteCountMax = limits.shortRequestByteCountMax
        configuration.silenceMax = limits.silenceDurationMax
        configuration.committedByteCountMax = limits.committedByteCountMax
        configuration.heldStructureCountMax = limits.heldStructureCountMax
        configuration.heldStructureByteCountMax = limits.heldStructureByteCountMax
        configuration.turnDuration = limits.turnDuration
        configuration.stateByteCountMax = section.memoryByteCountMax
        configuration.stopDurationMax = section.stopDurationMax / 2
    }
}

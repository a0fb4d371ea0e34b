import CommandLineInterface
import EventLoop
import Logging
import MessageBus
import RuntimeModel
import ServiceLifecycle
import SpinwireTopology
import Supervision
import UnixSignals

/// Runs one service of a topology in this process, until it is told to stop.
enum ServiceRunner {
    /// Sets up the log, starts the loop, makes the service and runs it; SIGTERM and SIGINT end it gracefully.
    ///
    /// - Parameters:
    ///   - hasLifeline: whether a supervisor started this process.
    ///   - stopDurationMax: how long the stop may take before the process ends by force.
    static func run(
        name: String, hasLifeline: Bool, stopDurationMax: Duration,
        _ make: (EventLoop, Logger) async throws -> any Service
    ) async throws {
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        let loop = try EventLoop(name: name)
        loop.start()
        if hasLifeline { Lifeline.hold(on: loop) }
        let logger = Logger(label: "spinwire.\(name)")
        let service = try await make(loop, logger)
        var configuration = ServiceGroupConfiguration(
            services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = stopDurationMax
        try await ServiceGroup(configuration: configuration).run()
        await loop.stop()
    }
}

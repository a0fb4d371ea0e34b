import EventLoop
import ExecutorCore
import ExecutorService
import Foundation
import InProcessBus
import Logging
import MessageBus
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing
import ZeroMQBus

/// An executor with scripted programs and a coordinator under the test's control, on one real loop.
struct ExecutorFixture: Sendable {
    let loop: EventLoop
    let bus: any MessageBus
    let coordinator: TestCoordinator
    let launcher: ScriptedProgramLauncher
    let executor: Executor

    static let key = AttemptKey(job: JobID(high: 1, low: 2), attempt: 1)

    /// Runs `body` beside a started executor, and takes everything down afterwards.
    static func run(
        slots: Int = 2, overZeroMQ: Bool = false, launchFailure: (RuntimeError.Code, String)? = nil,
        configure: (inout ExecutorConfiguration) -> Void = { _ in },
        _ body: (ExecutorFixture) async throws -> Void
    ) async throws {
        let loop = try EventLoop(name: "executor-test")
        loop.start()
        let folder = FileManager.default.temporaryDirectory.appending(path: "spinwire-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let endpoint = overZeroMQ ? Endpoint("ipc://\(folder.path)/workers") : TestCoordinator.endpoint
        let bus: any MessageBus = overZeroMQ ? try ZeroMQBus() : InProcessBus()
        bus.authenticate(by: TokenTable(accounts: [TestCoordinator.worker]))
        var configuration = ExecutorConfiguration(
            name: "e1", host: "here", processID: 7, slots: slots, workersEndpoint: endpoint,
            credentials: TokenTable.credentials(TestCoordinator.worker))
        configuration.registrationInterval = .milliseconds(20)
        configuration.reportResendInterval = .milliseconds(50)
        configuration.logPartDelay = .milliseconds(20)
        configure(&configuration)
        let launcher = ScriptedProgramLauncher(on: loop, failure: launchFailure)
        let executor = Executor(
            configuration: configuration, loop: loop, bus: bus, launcher: launcher,
            logger: Logger(label: "test") { _ in
                SwiftLogNoOpLogHandler()
            })
        let coordinator = TestCoordinator(on: loop, bus: bus, at: endpoint)
        let fixture = ExecutorFixture(
            loop: loop, bus: bus, coordinator: coordinator, launcher: launcher, executor: executor)
        try await loop.perform { try coordinator.start() }
        do {
            try await body(fixture)
        } catch {
            await executor.close()
            try await loop.perform { coordinator.close() }
            await loop.stop()
            bus.close()
            throw error
        }
        await executor.close()
        let runningCount = try await loop.perform {
            coordinator.close()
            return launcher.runningCount
        }
        #expect(runningCount == 0)
        await loop.stop()
        bus.close()
    }

    /// Starts the executor and waits until it is known.
    func register() async throws {
        try await self.executor.start()
        try await self.coordinator.events.wait {
            $0.contains { if case .heartbeat = $0 { true } else { false } }
        }
    }

    /// Gives out a script as an attempt.
    func lease(
        _ script: String, key: AttemptKey = Self.key, seconds: Int = 100, environment: String = "default",
        eventCountMax: Int = 1000, byteCountMax: Int = 64 << 20
    ) async throws {
        let grant = Self.grant(
            seconds: seconds, environment: environment, eventCountMax: eventCountMax,
            byteCountMax: byteCountMax)
        try await self.loop.perform {
            self.coordinator.lease(key, grant: grant, source: Array(script.utf8), inputs: Array("{}".utf8))
        }
    }

    /// Waits for the outcome of an attempt.
    func outcome(of key: AttemptKey = Self.key) async throws -> Outcome {
        try await self.outcomeReport(of: key).outcome
    }

    func outcomeReport(of key: AttemptKey = Self.key) async throws -> (
        header: MessageHeader, outcome: Outcome
    ) {
        try await self.coordinator.events.wait { events in
            events.contains { event in
                if case .report(let report) = event {
                    report.header.attemptKey == key && report.header.kind == .outcome
                } else {
                    false
                }
            }
        }
        let report = try #require(self.reports(of: key).last)
        return (report.header, try Outcome(body: report.body))
    }

    /// What was taken of an attempt's reports.
    func reports(of key: AttemptKey = Self.key) -> [Report] {
        self.coordinator.events.events.compactMap { event in
            if case .report(let report) = event, report.header.attemptKey == key { report } else { nil }
        }
    }

    /// The jobs whose outcomes were taken, in the order in which they came.
    func ends() -> [JobID] {
        self.coordinator.events.events.compactMap { event in
            if case .report(let report) = event, report.header.kind == .outcome {
                report.header.job
            } else {
                nil
            }
        }
    }

    /// Waits for a heartbeat that lists no attempt.
    func waitUntilIdle() async throws {
        let before = self.coordinator.events.events.count
        try await self.coordinator.events.wait { events in
            events.dropFirst(before).contains {
                if case .heartbeat(let list) = $0 { list.isEmpty } else { false }
            }
        }
    }

    static func grant(
        seconds: Int = 100, environment: String = "default", eventCountMax: Int = 1000,
        byteCountMax: Int = 64 << 20,
        simulators: [SimulatorAddress] = []
    ) -> LeaseGrant {
        LeaseGrant(
            programID: ProgramID("p-1"), programVersion: 1, programName: "p", environment: environment,
            device: DeviceDescriptor(
                name: "d", version: "1.0.0", description: "A device.", qubitCount: 2, basisGates: ["x"],
                couplingMap: nil, shotsMax: 10, shotsDefault: 5, simulator: true, aliases: []),
            simulators: simulators, maxExecutionTime: seconds, eventCountMax: eventCountMax,
            outputByteCountMax: byteCountMax)
    }
}

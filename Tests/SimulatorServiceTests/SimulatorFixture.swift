import EventLoop
import Foundation
import InProcessBus
import LocalSockets
import Logging
import MessageBus
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import SimulatorService

/// A simulator on a real loop, with a Unix socket in a folder of its own and a router in the coordinator's place.
struct SimulatorFixture: Sendable {
    static let worker = AccountID("worker")
    static let workersEndpoint = Endpoint("inproc://workers")
    static let circuitEndpoint = Endpoint("inproc://circuits")

    let loop: EventLoop
    let bus: InProcessBus
    let simulator: Simulator
    let path: String
    /// What the simulator sent to the coordinator.
    let sent: EventRecorder<Message>

    /// Runs `body` beside a started simulator, and takes everything down afterwards.
    static func run(
        engine: any CircuitEngine, threadCount: Int = 1,
        configure: (inout SimulatorConfiguration) -> Void = { _ in },
        _ body: (SimulatorFixture) async throws -> Void
    ) async throws {
        let loop = try EventLoop(name: "simulator-test")
        loop.start()
        let bus = InProcessBus()
        bus.authenticate(by: TokenTable(accounts: [Self.worker]))
        let folder = FileManager.default.temporaryDirectory.appending(path: "spinwire-\(UUID().uuidString)")
        var configuration = SimulatorConfiguration(
            name: "s1", host: "here", processID: 8, backends: ["simulator"],
            workersEndpoint: Self.workersEndpoint,
            credentials: TokenTable.credentials(Self.worker), circuitEndpoint: Self.circuitEndpoint,
            directPath: folder.appending(path: "run/s1.sock").path)
        configuration.registrationInterval = .milliseconds(20)
        configure(&configuration)
        let simulator = Simulator(
            configuration: configuration, loop: loop, bus: bus, engine: engine,
            workers: CircuitThreads(count: threadCount),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let fixture = SimulatorFixture(
            loop: loop, bus: bus, simulator: simulator, path: configuration.directPath ?? "",
            sent: EventRecorder())
        let coordinator = try await loop.perform {
            try bus.makeRouter(on: loop, at: Self.workersEndpoint, limits: SocketLimits()) { message in
                if let message = try? Message(frames: message.frames) { fixture.sent.record(message) }
            }
        }
        let result: Result<Void, any Error>
        do {
            try await simulator.start()
            result = .success(try await body(fixture))
        } catch {
            result = .failure(error)
        }
        await simulator.stop(within: .seconds(10))
        await simulator.close()
        try await loop.perform { coordinator.close() }
        await loop.stop()
        try? FileManager.default.removeItem(at: folder)
        try result.get()
    }

    /// A program's direct connection.
    func connect() async throws -> CircuitClient {
        try await self.loop.perform { CircuitClient(try LocalSocket.connect(to: self.path), on: self.loop) }
    }

    /// Does something with a client on the loop.
    func with(_ client: CircuitClient, _ body: @escaping @Sendable (CircuitClient) -> Void) async throws {
        try await self.loop.perform { body(client) }
    }
}

import EventLoop
import ExecutorService
import Foundation
import Glibc
import InProcessBus
import Logging
import MessageBus
import QuantumSimulator
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import SimulatorService
import Synchronization
import ZeroMQBus

/// A circuit link and the simulator it leads to, each on a loop of its own.
final class LinkFixture: Sendable {
    /// Answers with the request, repeated as often as its last byte says.
    private struct Echo: CircuitEngine {
        private struct Batch: CircuitBatch {
            let request: [UInt8]
            let costs = [MethodCost(nanoseconds: 1e6, byteCount: 0)]

            func run(
                _ circuits: Range<Int>, cancellation: CancellationFlag
            ) throws(RuntimeError) -> [UInt8]? {
                [[UInt8]](repeating: self.request, count: Int(self.request.last ?? 0)).flatMap(\.self)
            }
        }

        func mayReadLong(_ request: [UInt8]) -> Bool { false }

        func read(
            _ request: [UInt8], earlier: HeldByConnection, cancellation: CancellationFlag
        ) throws(RuntimeError) -> any CircuitBatch {
            Batch(request: request)
        }
    }

    let loop: EventLoop
    let link: CircuitLink
    private let bus: any MessageBus
    private let simulatorLoop: EventLoop
    private let configuration: SimulatorConfiguration
    private let simulator = Mutex<Simulator?>(nil)

    private init(
        _ way: CircuitLinkTests.Way, missing: Int, waitMax: Duration, folder: String
    ) async throws {
        self.loop = try EventLoop(name: "link-test")
        self.simulatorLoop = try EventLoop(name: "simulator-test")
        self.loop.start()
        self.simulatorLoop.start()
        self.bus = way == .zeroMQ ? try ZeroMQBus() : InProcessBus()
        self.bus.authenticate(by: TokenTable(accounts: [TestCoordinator.worker]))
        let endpoint = way == .zeroMQ ? "ipc://\(folder)/circuits" : "inproc://circuits"
        let path = "\(folder)/direct.sock"
        let credentials = TokenTable.credentials(TestCoordinator.worker)
        var limits = CircuitLinkLimits()
        limits.simulatorWaitMax = waitMax
        limits.heartbeatInterval = .milliseconds(30)
        self.configuration = SimulatorConfiguration(
            name: "s", host: "here", processID: 1, backends: ["d"],
            workersEndpoint: Endpoint(way == .zeroMQ ? "ipc://\(folder)/workers" : "inproc://workers"),
            credentials: credentials, circuitEndpoint: Endpoint(endpoint), directPath: path)
        let gone = (0..<missing).map {
            SimulatorAddress(
                workerID: WorkerID("gone"), host: "here", endpoint: "inproc://x", directPath: "\(path).\($0)")
        }
        let address = SimulatorAddress(
            workerID: WorkerID("s"), host: way == .direct ? "here" : "there", endpoint: endpoint,
            directPath: path)
        self.link = CircuitLink(
            job: JobID(high: 0, low: 0), addresses: gone + [address],
            configuration: ExecutorConfiguration(
                name: "e", host: "here", processID: 1, slots: 1, workersEndpoint: TestCoordinator.endpoint,
                credentials: credentials, circuits: limits),
            loop: self.loop, bus: self.bus, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    static func run(
        _ way: CircuitLinkTests.Way, missing: Int = 0, waitMax: Duration = .seconds(20),
        _ body: (LinkFixture) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "spinwire-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let fixture = try await LinkFixture(way, missing: missing, waitMax: waitMax, folder: folder.path)
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(fixture))
        } catch {
            result = .failure(error)
        }
        try await fixture.stopSimulator()
        try await fixture.loop.perform { fixture.link.close() }
        await fixture.loop.stop()
        await fixture.simulatorLoop.stop()
        fixture.bus.close()
        try? FileManager.default.removeItem(at: folder)
        try result.get()
    }

    func startSimulator() async throws {
        let simulator = Simulator(
            configuration: self.configuration, loop: self.simulatorLoop, bus: self.bus, engine: Echo(),
            workers: CircuitThreads(count: 1), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        self.simulator.withLock { $0 = simulator }
        try await simulator.start()
    }

    /// As `kill -9` does for whoever is connected: connections end without an answer.
    func stopSimulator() async throws {
        let simulator = self.simulator.withLock { simulator in
            defer { simulator = nil }
            return simulator
        }
        await simulator?.close()
    }

    /// The program's end of a connection, if there is one at once.
    func connectNow() async throws -> CircuitClient? {
        try await self.loop.perform {
            var client: CircuitClient?
            _ = self.link.connectNow { client = CircuitClient(dup($0), on: self.loop) }
            return client
        }
    }

    /// The program's end of a connection, waiting for a simulator; `nil` when none came.
    func connect() async throws -> CircuitClient? {
        let (loop, link) = (self.loop, self.link)
        return await withCheckedContinuation { continuation in
            loop.post {
                link.connect {
                    continuation.resume(returning: CircuitClient(dup($0), on: loop))
                } failure: {
                    continuation.resume(returning: nil)
                }
            }
        }
    }
}

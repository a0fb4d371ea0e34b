import CommandLineInterface
import EventLoop
import Foundation
import InProcessBus
import Logging
import MessageBus
import RuntimeModel
import ServiceLifecycle
import Spinwire
import SpinwireTopology

/// A whole deployment in this process: the services of a topology on the in-process bus, for one job.
enum LocalDeployment {
    /// Starts the services, hands a connected client to `body`, and stops the services when it returns.
    ///
    /// - Parameters:
    ///   - topologyFile: whose first executor and first simulator are taken; the default topology without it.
    ///   - store: where everything is kept; a temporary folder, removed afterwards, without it.
    static func run<Value: Sendable>(
        topologyFile: String?, store: String?,
        _ body: @escaping @Sendable (RuntimeClient) async throws -> Value
    ) async throws -> Value {
        let folder = try Self.folder(store)
        defer {
            // What cannot be removed is in the system's temporary folder.
            if store == nil { try? FileManager.default.removeItem(atPath: folder) }
        }
        var topology = try TopologyOptions.read(file: topologyFile ?? TopologyOptions.standardFile())
        topology.keepInProcess(state: folder)
        try StateFolders.make(topology.paths)
        return try await Self.serve(topology, body)
    }

    private static func serve<Value: Sendable>(
        _ topology: Topology, _ body: @escaping @Sendable (RuntimeClient) async throws -> Value
    ) async throws -> Value {
        let bus = InProcessBus()
        let loops = try ["coordinator", "executor", "simulator", "client"].map { name in
            try EventLoop(name: "spinwire-\(name)")
        }
        for loop in loops { loop.start() }
        let logger = Logger(label: "spinwire.local") { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = .error
            return handler
        }
        let (started, isStarted) = AsyncStream<Void>.makeStream()
        let coordinator = try await CoordinatorAssembly(topology, loop: loops[0], bus: bus, logger: logger) {
            isStarted.finish()
        }
        let credentials = try await WorkerCredentials.wait(for: topology)
        let simulator = try SimulatorAssembly.make(
            topology.simulators[0], of: topology, credentials: credentials, loop: loops[2], bus: bus,
            logger: logger)
        let executor = try await ExecutorAssembly.make(
            topology.executors[0], of: topology, credentials: credentials, loop: loops[1], bus: bus,
            logger: logger)
        let group = ServiceGroup(services: [coordinator, simulator, executor], logger: logger)
        let value = try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { isStarted.finish() }
                try await group.run()
            }
            for await _ in started {}
            do {
                let client = try await Self.connect(topology, bus: bus, loop: loops[3])
                let value = try await body(client)
                await client.close()
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
                return value
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
        }
        bus.close()
        for loop in loops { await loop.stop() }
        return value
    }

    private static func connect(
        _ topology: Topology, bus: any MessageBus, loop: EventLoop
    ) async throws -> RuntimeClient {
        guard let file = try TokenFile.read(topology.paths.clientFile) else {
            throw RuntimeError(.storeFailed, "The token of the local service is gone.")
        }
        let connection = ClientConnection(
            bus: bus, loop: loop, commandsEndpoint: topology.coordinator.commands,
            credentials: Credentials(account: FirstAccounts.administrator, token: file.token))
        let client = RuntimeClient(connection: connection)
        try await connection.open(within: .seconds(10))
        return client
    }

    private static func folder(_ store: String?) throws -> String {
        if let store {
            let working = FileManager.default.currentDirectoryPath
            return store.hasPrefix("/") ? store : working + "/" + store
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "spinwire-\(getpid())-local")
        return folder.path
    }
}

extension Topology {
    /// Moves all endpoints onto the in-process bus and the state into another folder; one slot is enough for a job.
    fileprivate mutating func keepInProcess(state: String) {
        self.paths.state = state
        self.paths.run = state + "/run"
        self.paths.clientFile = TopologyPaths.clientFile(in: state)
        self.coordinator.commands = Endpoint("inproc://commands")
        self.coordinator.events = Endpoint("inproc://events")
        self.coordinator.bodies = Endpoint("inproc://bodies")
        self.coordinator.workers = Endpoint("inproc://workers")
        for index in self.simulators.indices {
            self.simulators[index].endpoint = Endpoint("inproc://circuits-\(index)")
        }
        self.executors[0].slots = 1
        self.executors[0].spareChildren = 1
        self.simulators[0].isDirect = true
    }
}

import MessageBus
import RuntimeModel
import RuntimeWire

/// Registers as a simulator and keeps its registration alive. Scripted programs run no circuits, but a job is leased
/// only when somebody serves its backend.
actor IdleSimulator {
    nonisolated let loop: any BusLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { self.loop.asUnownedSerialExecutor() }

    private let bus: any MessageBus
    private var dealer: (any DealerSocket)?

    init(bus: any MessageBus, loop: any BusLoop) {
        self.bus = bus
        self.loop = loop
    }

    func start(at endpoint: Endpoint, as credentials: Credentials) throws {
        self.dealer = try self.bus.makeDealer(
            on: self.loop, to: endpoint, as: credentials, limits: SocketLimits()
        ) {
            _ in
        }
        self.beat()
    }

    private func beat() {
        let registration = WorkerRegistration(
            workerID: WorkerID("idle-simulator"), incarnation: "1", role: .simulator, host: "simulation",
            processID: 1,
            slots: 0, environments: [], backends: ["simulator"], circuitEndpoint: "inproc://circuits",
            attempts: [])
        if let message = try? Message(MessageHeader(.register, contentType: .json), json: registration) {
            _ = self.dealer?.send(message.encoded)
        }
        _ = self.loop.schedule(after: .milliseconds(100)) { self.assumeIsolated { $0.beat() } }
    }
}

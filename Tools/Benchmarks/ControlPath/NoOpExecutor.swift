import EventLoop
import MessageBus
import RuntimeModel
import RuntimeWire

/// An executor that runs nothing: every lease is answered at once with ten interim results and an outcome.
///
/// It speaks the whole of the workers' protocol that a run without faults needs, so that the coordinator does
/// everything it does for real programs. It registers a simulator as well, which is never used.
actor NoOpExecutor {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { self.loop.asUnownedSerialExecutor() }

    private let eventCount: Int
    private let slots: Int
    private var executor: (any DealerSocket)?
    private var simulator: (any DealerSocket)?
    private var outcomes: [AttemptKey: UInt64] = [:]
    private let outcomeBody: [UInt8]
    private let interimBody: [UInt8] = Array(#"{"iteration":3,"counts":{"00000":512,"11111":512}}"#.utf8)

    init(loop: EventLoop, eventCount: Int, slots: Int) throws {
        self.loop = loop
        self.eventCount = eventCount
        self.slots = slots
        self.outcomeBody = try Outcome(
            summary: OutcomeSummary(status: .completed), result: Array("\"done\"".utf8)
        ).encoded()
    }

    func start(bus: any MessageBus, endpoint: Endpoint, credentials: Credentials) throws {
        self.executor = try bus.makeDealer(
            on: self.loop, to: endpoint, as: credentials, limits: SocketLimits()
        ) {
            frames in self.assumeIsolated { $0.received(frames) }
        }
        self.simulator = try bus.makeDealer(
            on: self.loop, to: endpoint, as: credentials, limits: SocketLimits()
        ) { _ in }
        try self.beat(registering: true)
    }

    private func beat(registering: Bool) throws {
        let attempts = self.outcomes.map {
            AttemptProgress(jobID: $0.key.job, attempt: $0.key.attempt, lastReport: $0.value)
        }
        for (socket, role) in [(self.executor, WorkerRole.executor), (self.simulator, .simulator)] {
            let message: Message
            let held = role == .executor ? attempts : []
            if registering {
                let registration = WorkerRegistration(
                    workerID: WorkerID("no-op-\(role.rawValue)"), incarnation: "1", role: role,
                    host: "benchmark",
                    processID: 0, slots: role == .executor ? self.slots : 0,
                    environments: role == .executor ? ["qiskit-2"] : [],
                    backends: role == .simulator ? ["simulator"] : [], circuitEndpoint: "ipc:///nowhere",
                    attempts: held)
                message = try Message(MessageHeader(.register, contentType: .json), json: registration)
            } else {
                message = try Message(
                    MessageHeader(.heartbeat, contentType: .json), json: WorkerHeartbeat(attempts: held))
            }
            _ = socket?.send(message.encoded)
        }
        _ = self.loop.schedule(after: .milliseconds(500)) {
            self.assumeIsolated { executor in
                // Its own structures, always encodable.
                try? executor.beat(registering: false)
            }
        }
    }

    private func received(_ frames: Frames) {
        // A frame that cannot be read has no answer here; the benchmark counts what comes out at the other end.
        guard let message = try? Message(frames: frames) else { return }
        if message.header.kind == .lease {
            self.run(message.header.attemptKey)
        } else if message.header.kind == .reportAnswer {
            self.outcomes[message.header.attemptKey] = nil
        }
    }

    private func run(_ key: AttemptKey) {
        guard self.outcomes[key] == nil else { return }
        let time = self.loop.timestamp
        var frames: [[UInt8]] = []
        frames.reserveCapacity(self.eventCount + 1)
        for number in 1...UInt64(self.eventCount) {
            let header = MessageHeader(
                .interim, contentType: .json, attempt: key.attempt, sequence: number, job: key.job, time: time
            )
            frames.append(Report(header: header, body: self.interimBody).packed)
        }
        let last = UInt64(self.eventCount + 1)
        let header = MessageHeader(
            .outcome, contentType: .json, attempt: key.attempt, sequence: last, job: key.job, time: time)
        frames.append(Report(header: header, body: self.outcomeBody).packed)
        self.outcomes[key] = last
        let report = MessageHeader(.report, attempt: key.attempt, sequence: 1, job: key.job)
        _ = self.executor?.send(Message(report, frames: frames).encoded)
    }
}

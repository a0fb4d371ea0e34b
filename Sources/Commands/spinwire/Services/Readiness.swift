import EventLoop
import MessageBus
import RuntimeClient
import RuntimeModel
import RuntimeWire
import SpinwireTopology
import ZeroMQBus

/// Finds out when every service of a topology is registered.
struct Readiness: Sendable {
    private let topology: Topology
    private let report: UpReport
    private static let interval: Duration = .milliseconds(25)

    init(_ topology: Topology, report: UpReport) {
        self.topology = topology
        self.report = report
    }

    /// Asks the coordinator until it knows all workers, and says so; or says who is missing when it took too long.
    /// Returns at once, without a word, when cancelled.
    func announce() async throws {
        let start = ContinuousClock.now
        let limit = self.topology.supervision.readyDurationMax
        var missing = self.names
        let loop = try EventLoop(name: "readiness")
        loop.start()
        let bus = try ZeroMQBus()
        if let connection = await self.connection(bus, loop, until: start + limit) {
            missing = await withTaskCancellationHandler {
                await self.watch(connection, until: start + limit)
            } onCancel: {
                // A command that waits for its answer ends with its connection.
                loop.post { connection.assumeIsolated { $0.close() } }
            }
            await connection.close()
        }
        bus.close()
        await loop.stop()
        if !Task.isCancelled { self.tell(missing, after: ContinuousClock.now - start) }
    }

    /// A connection that is not open yet, once the coordinator has written the file with the token.
    private func connection(
        _ bus: ZeroMQBus, _ loop: EventLoop, until deadline: ContinuousClock.Instant
    ) async -> ClientConnection? {
        while !Task.isCancelled, ContinuousClock.now < deadline {
            // A file that cannot be read is the coordinator's to complain about.
            if let file = try? TokenFile.read(self.topology.paths.clientFile) {
                return ClientConnection(
                    bus: bus, loop: loop, commandsEndpoint: self.topology.coordinator.commands,
                    credentials: Credentials(account: FirstAccounts.administrator, token: file.token))
            }
            // Cancelled: the loop ends.
            try? await Task.sleep(for: Self.interval)
        }
        return nil
    }

    /// - Returns: the workers that are not registered when the time is over; none when all are.
    private func watch(
        _ connection: ClientConnection, until deadline: ContinuousClock.Instant
    ) async -> [String] {
        var missing = self.names
        do {
            try await connection.open(within: deadline - ContinuousClock.now)
            let client = RuntimeClient(connection: connection)
            while ContinuousClock.now < deadline {
                let status = try await client.status()
                missing = self.names.filter { !Self.has(status, $0) }
                if missing.isEmpty { break }
                try await Task.sleep(for: Self.interval)
            }
        } catch {
            // Who is missing is all that there is to say.
        }
        return missing
    }

    private func tell(_ missing: [String], after duration: Duration) {
        let url = self.topology.coordinator.commands.address
        if missing.isEmpty {
            self.report.line(
                "ready: \(url)",
                ["event": "ready", "url": .string(url), "seconds": .number(duration / .seconds(1))])
        } else {
            let names = missing.joined(separator: ", ")
            self.report.line(
                "not ready after \(duration): \(names)",
                ["event": "not_ready", "missing": .array(missing.map { .string($0) })])
        }
    }

    private var names: [String] {
        self.topology.simulators.map(\.name) + self.topology.executors.map(\.name)
    }

    /// A worker's id is its account, its name and its machine: `worker/executor-1@host`.
    private static func has(_ status: ServiceStatus, _ name: String) -> Bool {
        status.workers.contains { worker in
            worker.workerID.rawValue.split(separator: "/").last?.hasPrefix(name + "@") ?? false
        }
    }
}

import Foundation
import MessageBus
import RuntimeModel
import RuntimeWire
import Spinwire
import SpinwireTopology

/// Finds out when every service of a topology is registered.
struct Readiness: Sendable {
    private let topology: Topology
    private let report: UpReport
    private static let interval: Duration = .milliseconds(50)

    init(_ topology: Topology, report: UpReport) {
        self.topology = topology
        self.report = report
    }

    /// Asks the coordinator until it knows all workers, and says so; or says who is missing when it took too long.
    /// Returns without a word when cancelled.
    func announce() async {
        let clock = ContinuousClock()
        let start = clock.now
        let limit = self.topology.supervision.readyDurationMax
        var missing = self.names
        var client: RuntimeClient?
        while !Task.isCancelled, clock.now - start < limit {
            if client == nil { client = await self.connect() }
            // An answer that does not come shows as workers that are missing.
            if let status = try? await client?.status() {
                missing = self.names.filter { !Self.has(status, $0) }
            }
            if missing.isEmpty { break }
            // Cancelled: the loop ends.
            try? await clock.sleep(for: Self.interval)
        }
        await client?.close()
        guard !Task.isCancelled else { return }
        let seconds = (clock.now - start) / .seconds(1)
        if missing.isEmpty {
            self.report.line(
                "ready: \(self.topology.coordinator.commands)",
                [
                    "event": "ready", "url": .string(self.topology.coordinator.commands.address),
                    "seconds": .number(seconds),
                ])
        } else {
            self.report.line(
                "not ready after \(limit): \(missing.joined(separator: ", "))",
                ["event": "not_ready", "missing": .array(missing.map { .string($0) })])
        }
    }

    private var names: [String] {
        self.topology.simulators.map(\.name) + self.topology.executors.map(\.name)
    }

    /// A worker's id is its name and its machine.
    private static func has(_ status: ServiceStatus, _ name: String) -> Bool {
        status.workers.contains { $0.workerID.rawValue.hasPrefix(name + "@") }
    }

    private func connect() async -> RuntimeClient? {
        guard let file = try? TokenFile.read(self.topology.paths.clientFile) else { return nil }
        // Not there yet: asked again.
        return try? await Spinwire.connect(url: self.topology.coordinator.commands.address, token: file.token)
    }
}

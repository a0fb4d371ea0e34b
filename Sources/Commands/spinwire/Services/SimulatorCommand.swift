import ArgumentParser
import MessageBus
import RuntimeModel
import SpinwireTopology

struct SimulatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulator", abstract: "Runs one simulator of a topology in this process.")

    @OptionGroup var place: TopologyOptions
    @Option(help: "Which simulator of the topology; the first one without it.") var name: String?
    @Flag(help: .private) var lifeline = false
    /// A connected socket that this process inherits: it is served alone, by no coordinator's leave.
    @Option(help: .private) var connection: Int32?

    func run() async throws {
        let topology = try self.place.read()
        guard let section = topology.simulators.first(where: { self.name == nil || $0.name == self.name })
        else {
            throw RuntimeError(
                .configurationInvalid, "The topology has no simulator of that name.",
                context: ["name": self.name ?? ""])
        }
        if let connection {
            return try await LoneSimulator.run(section, of: topology, connection: connection)
        }
        try StateFolders.make(topology.paths)
        let bus = try ServiceBus.make(topology, for: section.name)
        try await ServiceRunner.run(
            name: section.name, hasLifeline: self.lifeline, stopDurationMax: section.stopDurationMax
        ) { loop, logger in
            let credentials = try await WorkerCredentials.wait(for: topology)
            bus.authenticate(by: WorkerAuthenticator(credentials))
            return try SimulatorAssembly.make(
                section, of: topology, credentials: credentials, loop: loop, bus: bus, logger: logger)
        }
        bus.close()
    }
}

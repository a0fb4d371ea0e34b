import ArgumentParser
import MessageBus
import RuntimeModel
import SpinwireTopology

struct ExecutorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "executor", abstract: "Runs one executor of a topology in this process.")

    @OptionGroup var place: TopologyOptions
    @Option(help: "Which executor of the topology; the first one without it.") var name: String?
    @Flag(help: .private) var lifeline = false

    func run() async throws {
        let topology = try self.place.read()
        guard let section = topology.executors.first(where: { self.name == nil || $0.name == self.name })
        else {
            throw RuntimeError(
                .configurationInvalid, "The topology has no executor of that name.",
                context: ["name": self.name ?? ""])
        }
        try StateFolders.make(topology.paths)
        let bus = try ServiceBus.make(topology, for: section.name)
        try await ServiceRunner.run(
            name: section.name, hasLifeline: self.lifeline, stopDurationMax: section.stopDurationMax
        ) { loop, logger in
            let credentials = try await WorkerCredentials.wait(for: topology)
            return try await ExecutorAssembly.make(
                section, of: topology, credentials: credentials, loop: loop, bus: bus, logger: logger)
        }
        bus.close()
    }
}

import ArgumentParser
import MessageBus
import ServiceLifecycle
import SpinwireTopology

struct CoordinatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coordinator", abstract: "Runs the coordinator of a topology in this process.")

    @OptionGroup var place: TopologyOptions
    @Flag(help: .private) var lifeline = false

    func run() async throws {
        let topology = try self.place.read()
        try StateFolders.make(topology.paths)
        let bus = try ServiceBus.make(topology, for: "coordinator")
        try await ServiceRunner.run(
            name: "coordinator", hasLifeline: self.lifeline,
            stopDurationMax: topology.coordinator.limits.stopDurationMax
        ) { loop, logger in
            try await CoordinatorAssembly(topology, loop: loop, bus: bus, logger: logger)
        }
        bus.close()
    }
}

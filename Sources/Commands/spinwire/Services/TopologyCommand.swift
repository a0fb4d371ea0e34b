import ArgumentParser
import CommandLineInterface
import MessageBus
import RuntimeModel
import SpinwireTopology

struct TopologyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topology", abstract: "Tells about topology files.", subcommands: [Show.self])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Checks a topology file and shows what it comes to.")
        @OptionGroup var place: TopologyOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let topology = try self.place.read()
            let workers = topology.simulators.map(\.name) + topology.executors.map(\.name)
            self.output.object(
                Self.members(topology),
                [
                    ("name", topology.name), ("file", topology.file), ("state", topology.paths.state),
                    ("run", topology.paths.run), ("commands", topology.coordinator.commands.address),
                    ("events", topology.coordinator.events.address),
                    ("bodies", topology.coordinator.bodies.address),
                    ("workers", topology.coordinator.workers.address),
                    ("services", workers.joined(separator: ", ")),
                    ("backends", topology.backends.map(\.device.name).joined(separator: ", ")),
                    ("environments", topology.environments.keys.sorted().joined(separator: ", ")),
                    ("faults", topology.faults?.text ?? "off"),
                ])
        }

        private static func members(_ topology: Topology) -> JSONValue {
            func text(_ endpoint: Endpoint) -> JSONValue { .string(endpoint.address) }
            let coordinator = topology.coordinator
            return [
                "name": .string(topology.name), "file": .string(topology.file),
                "transport": .string(topology.transport.rawValue), "state": .string(topology.paths.state),
                "run": .string(topology.paths.run),
                "coordinator": [
                    "endpoints": [
                        "commands": text(coordinator.commands), "events": text(coordinator.events),
                        "bodies": text(coordinator.bodies), "workers": text(coordinator.workers),
                    ]
                ],
                "executors": .array(
                    topology.executors.map { ["name": .string($0.name), "slots": .integer(Int64($0.slots))] }),
                "simulators": .array(
                    topology.simulators.map { ["name": .string($0.name), "endpoint": text($0.endpoint)] }),
                "faults": topology.faults.map { .string($0.text) } ?? .null,
                "backends": .array(topology.backends.map { .string($0.device.name) }),
                "environments": .object(topology.environments.mapValues { ["python": .string($0.python)] }),
            ]
        }
    }
}

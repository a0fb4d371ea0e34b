import ArgumentParser
import CommandLineInterface
import RuntimeClient
import RuntimeModel
import RuntimeWire

struct BackendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backend", abstract: "Tells about the backends, and imports them.",
        subcommands: [List.self, Import.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the backends; the first one is the default.")
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let backends = try await Session.run { try await $0.backends() }
            self.output.rows(
                backends, heading: ["BACKEND", "QUBITS", "SIMULATORS", "PENDING", "DESCRIPTION"]
            ) { row in
                [
                    row.device.name, "\(row.device.qubitCount)", "\(row.simulatorCount)",
                    "\(row.pendingJobCount)",
                    row.device.description,
                ]
            }
        }
    }
}

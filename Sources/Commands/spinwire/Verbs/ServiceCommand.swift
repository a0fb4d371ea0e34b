import ArgumentParser
import CommandLineInterface
import RuntimeClient
import RuntimeModel
import RuntimeWire

struct ServiceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "service", abstract: "Tells about the service.", subcommands: [Status.self])

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows how the service is and who is registered.")
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let status = try await Session.run { try await $0.status() }
            self.output.object(
                status,
                [
                    ("version", status.version), ("uptime", "\(Int(status.uptimeSeconds)) s"),
                    ("queued jobs", "\(status.queuedJobCount)"),
                    ("running jobs", "\(status.runningJobCount)"),
                    ("commits", "\(status.commitCount)"),
                    ("dropped messages", "\(status.droppedMessageCount)"),
                    ("synchronous", "\(status.synchronous)"),
                ])
            if self.output.json { return }
            let rows = status.workers.map { worker in
                [
                    worker.workerID.rawValue, worker.role.rawValue, "\(worker.processID)",
                    worker.role == .executor ? "\(worker.running)/\(worker.slots)" : "-",
                    worker.isDraining ? "draining" : "",
                ]
            }
            Console.output("")
            for line in TextTable.lines(heading: ["WORKER", "ROLE", "PROCESS", "SLOTS", ""], rows: rows) {
                Console.output(line)
            }
        }
    }
}

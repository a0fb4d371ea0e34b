import ArgumentParser
import CommandLineInterface
import Foundation
import RuntimeModel
import RuntimeWire
import Spinwire

extension JobCommand {
    struct Wait: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Waits until a job has ended, whatever the end.")
        @Argument(help: "The job's id.") var job: JobID
        @Option(help: "Wait so many seconds at most.") var timeout: Double?
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let status = try await Session.run { client in
                try await client.job(self.job).waitForFinalState(
                    timeout: try JobCommand.duration(self.timeout))
            }
            if self.output.json {
                Console.output(
                    JSONText.line(["job_id": self.job.description, "status": status.rawValue]))
            } else {
                Console.output(status.rawValue)
            }
        }
    }

    struct Metrics: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows a job's ledger: when it came how far, and what took how long.")
        @Argument(help: "The job's id.") var job: JobID
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let metrics = try await Session.run { try await $0.job(self.job).metrics() }
            if self.output.json { return Console.output(JSONText.line(metrics.json)) }
            var earlier: Timestamp?
            var rows: [[String]] = []
            for stage in JobMetrics.Stage.allCases {
                guard let time = metrics.timestamps[stage] else { continue }
                let after = earlier.map { time < $0 ? 0 : Double(time.microseconds - $0.microseconds) / 1000 }
                rows.append([
                    stage.rawValue, TimeText.of(time), after.map { String(format: "+%.3f ms", $0) } ?? "",
                ])
                earlier = time
            }
            for (name, seconds) in [
                ("transpile", metrics.transpileSeconds), ("simulate", metrics.simulateSeconds),
                ("publish", metrics.publishSeconds), ("usage", metrics.usageSeconds),
            ] {
                // What is not known is left out.
                if let seconds { rows.append([name, "", String(format: "%.6f s", seconds)]) }
            }
            rows.append(["attempts", "", "\(metrics.attempts)"])
            if let account = metrics.cancelledBy {
                let took = metrics.cancelSeconds.map { String(format: "took %.3f s", $0) } ?? ""
                rows.append(["cancelled by \(account)", TimeText.of(metrics.cancelledAt), took])
            }
            for line in TextTable.lines(heading: ["STAGE", "TIME", "DURATION"], rows: rows) {
                Console.output(line)
            }
        }
    }

    struct Inputs: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints a job's inputs, as they were given.")
        @Argument(help: "The job's id.") var job: JobID
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let inputs = try await Session.run { try await $0.job(self.job).inputs() }
            JobCommand.show(inputs, as: "inputs", of: self.job, self.output)
        }
    }

    /// A time limit from the command line.
    static func duration(_ seconds: Double?) throws -> Duration? {
        guard let seconds else { return nil }
        guard seconds >= 0, seconds <= 1e9 else {
            throw ValidationError("A time limit is a number of seconds from 0 to 1e9.")
        }
        return .seconds(seconds)
    }
}

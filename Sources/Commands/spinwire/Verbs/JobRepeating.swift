import ArgumentParser
import CommandLineInterface
import RuntimeModel
import Spinwire

extension JobCommand {
    struct Rerun: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Runs a job again from its record, and prints the new job's id.",
            discussion: """
                The same version of the program runs with the same inputs, backend, environment, limits, log level, \
                tags and seed; not in a session. spinwire job compare tells whether it came to the same.
                """)
        @Argument(help: "The job's id.") var job: JobID
        @Option(
            help: ArgumentHelp("A word instead of the job's tags; may be given often.", valueName: "word"))
        var tag: [String] = []
        @Flag(help: "Show interim results, logs and the result as they come. Ctrl-C detaches.")
        var follow = false
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let status = try await Session.run { client in
                let job = try await client.job(self.job).rerun(tags: self.tag.isEmpty ? nil : self.tag)
                if self.output.json {
                    Console.output(JSONText.line(["job_id": job.id.description]))
                } else if !self.follow {
                    Console.output(job.id.description)
                }
                guard self.follow else { return CommandStatus.success }
                return try await JobFollower(job: job, json: self.output.json, interrupt: .detach).follow()
            }
            if status != .success { throw status }
        }
    }

    struct Compare: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compares what two jobs that have ended published and returned.",
            discussion: "Ends with 0 when they are equal, and with 1 where they differ, which it tells.")
        @Argument(help: "A job's id.") var first: JobID
        @Argument(help: "Another's.") var second: JobID
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let found = try await Session.run {
                try await $0.job(self.first).compare(to: $0.job(self.second))
            }
            Console.output(self.output.json ? JSONText.line(Self.members(found)) : Self.text(found))
            if !found.isEqual { throw CommandStatus.failure }
        }

        private static func text(_ found: JobComparison) -> String {
            let same = "\(found.interimCount) interim results"
            guard let difference = found.difference else { return "equal: \(same), result and end" }
            let place = difference.path.isEmpty ? "" : " at \(difference.path)"
            let values = [difference.first, difference.second].map { TerminalText.line($0 ?? "nothing") }
            return """
                different: \(Self.name(difference.part))\(TerminalText.line(place)), after \(same) that are equal
                  first:  \(values[0])
                  second: \(values[1])
                """
        }

        private static func members(_ found: JobComparison) -> JSONValue {
            var members: [String: JSONValue] = [
                "equal": .bool(found.isEqual), "interim_count": .integer(Int64(found.interimCount)),
            ]
            if let difference = found.difference {
                members["part"] = .string(Self.name(difference.part))
                members["path"] = .string(difference.path)
                members["first"] = difference.first.map { .string($0) } ?? .null
                members["second"] = difference.second.map { .string($0) } ?? .null
            }
            return .object(members)
        }

        private static func name(_ part: JobDifference.Part) -> String {
            switch part {
            case .interim(let number): "interim result \(number)"
            case .result: "the result"
            case .status: "the end"
            }
        }
    }
}

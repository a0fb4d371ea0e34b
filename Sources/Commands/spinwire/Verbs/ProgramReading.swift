import ArgumentParser
import CommandLineInterface
import RuntimeModel
import RuntimeWire
import Spinwire

extension ProgramCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists programs, newest first.")
        @Option(help: "Most rows.") var limit = 20
        @Option(help: "Rows to skip.") var offset = 0
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let page = try await Session.run { try await $0.programs(limit: self.limit, offset: self.offset) }
            self.output.rows(page.rows, heading: ["PROGRAM", "VERSION", "OWNER", "UPDATED", "DESCRIPTION"]) {
                row in
                [
                    row.programID.rawValue, "\(row.version)", row.owner.rawValue, TimeText.of(row.updatedAt),
                    row.metadata.description,
                ]
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows a program.")
        @Argument(help: "The program's id.") var program: String
        @Option(help: "Which version; the newest without it.") var version: Int?
        @Flag(help: "Print the source as well; for its owner.") var source = false
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let (summary, source) = try await Session.run {
                try await $0.program(ProgramID(self.program), version: self.version)
            }
            if self.output.json {
                let members: [String: JSONValue] =
                    self.source ? ["source": source.map { .string($0) } ?? .null] : [:]
                return Console.output(JSONText.line(summary, adding: members))
            }
            self.output.object(
                summary,
                [
                    ("program", summary.programID.rawValue), ("version", "\(summary.version)"),
                    ("owner", summary.owner.rawValue), ("description", summary.metadata.description),
                    ("max_execution_time", "\(summary.metadata.maxExecutionTime) s"),
                    ("environment", summary.metadata.environment ?? "the default"),
                    ("visibility", summary.metadata.isPublic == true ? "public" : "private"),
                    ("created", TimeText.of(summary.createdAt)), ("updated", TimeText.of(summary.updatedAt)),
                    ("source", "\(summary.sourceByteCount) bytes"),
                ])
            if self.source, let source { Console.output("\n" + source) }
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Deletes a program; accepted jobs still run.")
        @Argument(help: "The program's id.") var program: String
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await Session.run { try await $0.delete(ProgramID(self.program)) }
            if self.output.json { Console.output(JSONText.line(["program_id": self.program])) }
        }
    }
}

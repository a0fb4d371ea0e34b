import ArgumentParser
import CommandLineInterface
import RuntimeModel
import RuntimeWire
import Spinwire

extension ProgramCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists programs, newest first.",
            discussion:
                "Words are looked for in ids, names and descriptions; each may be the beginning of a word.")
        @Argument(help: "Only programs with all of these words.") var words: [String] = []
        @Option(help: "Only programs of this name.") var name: String?
        @Option(help: "Only programs of this account.") var owner: String?
        @Flag(help: "Only public programs, or only those that are not.") var visibility: Visibility?
        @Option(help: "Most rows.") var limit = 20
        @Option(help: "Rows to skip.") var offset = 0
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let page = try await Session.run {
                try await $0.programs(
                    limit: self.limit, offset: self.offset,
                    search: self.words.isEmpty ? nil : self.words.joined(separator: " "), name: self.name,
                    owner: self.owner.map { AccountID($0) }, isPublic: self.visibility.map { $0 == .public })
            }
            self.output.rows(page.rows, heading: ["PROGRAM", "VERSION", "OWNER", "UPDATED", "DESCRIPTION"]) {
                row in
                [
                    row.programID.rawValue, "\(row.version)", row.owner.rawValue, TimeText.of(row.updatedAt),
                    row.metadata.description,
                ]
            }
        }
    }

    struct History: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists a program's versions, newest first.",
            discussion: "A job runs the version that was the newest when it was accepted.")
        @Argument(help: "The program's id.") var program: String
        @Option(help: "Most rows.") var limit = 20
        @Option(help: "Rows to skip.") var offset = 0
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let page = try await Session.run {
                try await $0.history(of: ProgramID(self.program), limit: self.limit, offset: self.offset)
            }
            self.output.rows(page.rows, heading: ["VERSION", "UPDATED", "BYTES", "SHA-256", "DESCRIPTION"]) {
                row in
                [
                    "\(row.version)", TimeText.of(row.updatedAt), "\(row.sourceByteCount)",
                    String(row.contentHash.prefix(12)), row.metadata.description,
                ]
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows a program: what it says of itself, what goes in and what comes out.")
        @Argument(help: "The program's id.") var program: String
        @Option(help: "Which version; the newest without it.") var version: Int?
        @Flag(help: "Print the source as well, or nothing but the tar of several files; for its owner.")
        var source = false
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let (summary, bytes) = try await Session.run {
                try await $0.programBytes(ProgramID(self.program), version: self.version)
            }
            guard self.source else { return self.show(summary) }
            guard let bytes else {
                throw RuntimeError(
                    .notAllowed, "Only the owner of a program may read its source.",
                    context: ["program_id": self.program])
            }
            if self.output.json {
                let source = JSONValue.string(String(decoding: bytes, as: UTF8.self))
                return Console.output(JSONText.line(summary, adding: ["source": source]))
            }
            guard TarArchive.isArchive(bytes) else {
                self.show(summary)
                Console.output("")
                return Console.output(text: bytes)
            }
            guard !Console.isOutputTerminal else {
                throw RuntimeError(
                    .invalidCommand, "The program is a tar; send it into a file or a pipe.",
                    context: ["program_id": self.program])
            }
            Console.output(bytes)
        }

        private func show(_ summary: ProgramSummary) {
            let metadata = summary.metadata
            let stated =
                metadata.version.map { " (its author's \($0.stringValue ?? JSONText.line($0)))" } ?? ""
            self.output.object(
                summary,
                [
                    ("program", summary.programID.rawValue), ("name", metadata.name),
                    ("version", "\(summary.version)" + stated),
                    ("owner", summary.owner.rawValue), ("description", metadata.description),
                    ("max_execution_time", "\(metadata.maxExecutionTime) s"),
                    ("environment", metadata.environment ?? "the default"),
                    ("visibility", Self.visibility(of: summary)),
                    ("created", TimeText.of(summary.createdAt)), ("updated", TimeText.of(summary.updatedAt)),
                    ("source", "\(summary.sourceByteCount) bytes, SHA-256 \(summary.contentHash)"),
                ])
            if self.output.json { return }
            for line in SchemaText.lines(spec: metadata.spec) { Console.output(line) }
        }

        private static func visibility(of summary: ProgramSummary) -> String {
            let names = (summary.sharedWith ?? []).map(\.rawValue).joined(separator: ", ")
            if summary.metadata.isPublic == true { return "public" }
            return names.isEmpty ? "private" : "private, shared with " + names
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

import ArgumentParser
import CommandLineInterface
import RuntimeModel
import Spinwire

extension ProgramCommand {
    struct Upload: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Uploads a program and prints its id.",
            discussion: """
                Before it is sent, the program is parsed by python3, if there is one: a syntax error or a missing \
                main(backend, user_messenger, ...) is refused.
                """)
        @Argument(help: "The Python file.") var file: String
        @OptionGroup var metadata: MetadataOptions
        @Flag(inversion: .prefixedNo, help: "Whether the program is parsed before it is sent.") var check =
            true
        @Flag(help: "Keep or update an own program of that name instead of making another one.") var reuse =
            false
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let source = try ProgramFile.source(of: self.file)
            if self.check { try await SourceCheck.require(source, file: self.file) }
            let metadata = try self.metadata.members() ?? [:]
            let stored = try await Session.run { client in
                try await StoredProgram.put(source, metadata, reuse: self.reuse, on: client)
            }
            self.print(stored)
        }

        private func print(_ stored: StoredProgram) {
            if self.output.json { return Console.output(JSONText.line(stored.members)) }
            Console.output(stored.id.rawValue)
            if stored.change == .unchanged { Console.error("unchanged: it has been uploaded before") }
        }
    }

    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a new version of a program; jobs that were accepted keep theirs.")
        @Argument(help: "The program's id.") var program: String
        @Argument(help: "The new Python file, if that changes.") var file: String?
        @OptionGroup var metadata: MetadataOptions
        @Flag(inversion: .prefixedNo, help: "Whether the program is parsed before it is sent.") var check =
            true
        @OptionGroup var output: OutputOptions

        func run() async throws {
            var source: String?
            if let file {
                let text = try ProgramFile.source(of: file)
                if self.check { try await SourceCheck.require(text, file: file) }
                source = text
            }
            let members = try self.metadata.members()
            guard source != nil || members != nil else {
                throw ValidationError("There is nothing to update.")
            }
            let version = try await Session.run { client in
                try await client.update(
                    ProgramID(self.program), source: source, metadata: members.map { .object($0) })
            }
            self.output.object(
                version, [("program", version.programID.rawValue), ("version", "\(version.version)")])
        }
    }
}

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
                main(backend, user_messenger, ...) is refused. A folder is sent as a tar, without what is hidden or \
                compiled.
                """)
        @Argument(help: "The Python file; or a folder or an uncompressed tar of several.") var file: String
        @Option(help: "Of a folder or tar, the module with main; main.py without it.") var entry: String?
        @OptionGroup var metadata: MetadataOptions
        @Flag(inversion: .prefixedNo, help: "Whether the program is parsed before it is sent.") var check =
            true
        @Flag(help: "Keep or update an own program of that name instead of making another one.") var reuse =
            false
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let program = try ProgramBundle(path: self.file, entry: self.entry)
            if self.check { try await SourceCheck.require(program, file: self.file) }
            let metadata = try self.metadata.members() ?? [:]
            let stored = try await Session.run { client in
                try await StoredProgram.put(program.bytes, metadata, reuse: self.reuse, on: client)
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
        @Argument(help: "The new Python file, folder or tar, if that changes.") var file: String?
        @Option(help: "Of a folder or tar, the module with main; main.py without it.") var entry: String?
        @OptionGroup var metadata: MetadataOptions
        @Flag(inversion: .prefixedNo, help: "Whether the program is parsed before it is sent.") var check =
            true
        @OptionGroup var output: OutputOptions

        func run() async throws {
            var bytes: [UInt8]?
            if let file {
                let program = try ProgramBundle(path: file, entry: self.entry)
                if self.check { try await SourceCheck.require(program, file: file) }
                bytes = program.bytes
            }
            let members = try self.metadata.members()
            guard bytes != nil || members != nil else {
                throw ValidationError("There is nothing to update.")
            }
            let sent = bytes
            let version = try await Session.run { client in
                try await client.update(
                    ProgramID(self.program), bytes: sent, metadata: members.map { .object($0) })
            }
            self.output.object(
                version, [("program", version.programID.rawValue), ("version", "\(version.version)")])
        }
    }
}

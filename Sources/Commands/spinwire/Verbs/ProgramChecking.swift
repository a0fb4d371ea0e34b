import ArgumentParser
import CommandLineInterface
import Foundation
import RuntimeModel
import Spinwire

extension ProgramCommand {
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tries a program as a careful author would, without a service.",
            discussion: """
                Parses it, compares main with the declared inputs, runs it once, looks whether what it publishes and \
                returns is what it declares, cancels it, and runs it into a time limit; where it ends by itself before \
                that, it says that this was not tried. The runs are those of spinwire run --local: the same sandbox, \
                the same limits. Inputs that are not given are the example.json beside the program, and the defaults \
                and examples of its schema.
                """)
        @Argument(help: "The Python file; or a folder or an uncompressed tar of several.") var file: String
        @Option(help: ArgumentHelp("JSON metadata; those beside the file without it.", valueName: "file"))
        var metadata: String?
        @Option(help: "Of a folder or tar, the module with main; main.py without it.") var entry: String?
        @OptionGroup var inputs: InputOptions
        @Option(help: "Name of the backend; the topology's first without it.") var backend: String?
        @Option(help: ArgumentHelp("The topology file.", valueName: "file")) var topology: String?
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let program = try ProgramBundle(path: self.file, entry: self.entry)
            let metadata = try self.members()
            let path = ProcessInfo.processInfo.environment["PATH"]
            let syntax = await Self.syntax(of: program, searchPath: path)
            var findings = [syntax]
            self.show(syntax)
            if syntax.outcome != .failed {
                let schema = metadata["spec"]?.objectValue?["parameters"]
                let signature = await SignatureCheck.check(
                    program.entrySource, parameters: schema, searchPath: path)
                findings.append(signature)
                self.show(signature)
                let trial = ProgramTrial(
                    program: program, file: ProgramFile.fileName(of: self.file), metadata: metadata,
                    inputs: try self.allInputs(schema),
                    options: RunOptions(backend: self.backend)
                ) { self.show($0) }
                findings += try await LocalDeployment.run(topologyFile: self.topology, store: nil) { client in
                    try await trial.run(on: client)
                }
            }
            let failures = findings.count { $0.outcome == .failed }
            if !self.output.json {
                let skipped = findings.count { $0.outcome == .skipped }
                Console.output("")
                Console.output(
                    "\(findings.count - failures - skipped) ok, \(failures) failed, \(skipped) skipped")
            }
            if failures > 0 { throw CommandStatus.failure }
        }

        /// The metadata: those that are named, or those beside the file.
        private func members() throws(RuntimeError) -> [String: JSONValue] {
            if let metadata { return try ProgramFile.metadata(of: metadata) }
            let beside = ProgramFile.stem(of: self.file) + ".json"
            guard FileManager.default.fileExists(atPath: beside) else {
                throw RuntimeError(
                    .invalidCommand, "There is no metadata beside the program; name it with --metadata.",
                    context: ["file": beside])
            }
            return try ProgramFile.metadata(of: beside)
        }

        /// What is given, on top of the schema's defaults and examples.
        private func allInputs(_ schema: JSONValue?) throws(RuntimeError) -> [UInt8] {
            var members: [String: JSONValue] = [:]
            for (name, property) in schema?.objectValue?["properties"]?.objectValue ?? [:] {
                let fields = property.objectValue ?? [:]
                if let value = fields["default"] {
                    members[name] = value
                } else if case .array(let examples)? = fields["examples"], let first = examples.first {
                    members[name] = first
                }
            }
            return try InputArguments.merge(try self.givenInputs(), over: members)
        }

        /// What the command line says; the example beside the program where it says nothing.
        private func givenInputs() throws(RuntimeError) -> [UInt8] {
            let example = URL(fileURLWithPath: self.file).deletingLastPathComponent()
                .appendingPathComponent("example.json").path
            if self.inputs.isEmpty, FileManager.default.fileExists(atPath: example) {
                return try ProgramFile.bytes(of: example)
            }
            return try self.inputs.bytes()
        }

        private static func syntax(of program: ProgramBundle, searchPath: String?) async -> ProgramFinding {
            switch await ProgramCheck.check(program.entrySource, searchPath: searchPath) {
            case .sound:
                return ProgramFinding("syntax", .ok, "it can be parsed and has a main of two arguments")
            case .skipped(let reason): return ProgramFinding("syntax", .skipped, reason)
            case .unsound(let problem, let line):
                let place = line.map { " (line \($0))" } ?? ""
                return ProgramFinding("syntax", .failed, problem + place)
            }
        }

        private func show(_ finding: ProgramFinding) {
            if self.output.json { return Console.output(JSONText.line(finding)) }
            for line in finding.lines { Console.output(line) }
        }
    }
}

import ArgumentParser
import CommandLineInterface
import Foundation
import RuntimeClient
import RuntimeModel
import RuntimeWire
import SpinwireTopology

struct EnvironmentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "environment", abstract: "Tells about the environments of programs, and adds them.",
        subcommands: [List.self, Add.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the environments that programs and jobs can name; the first one is the default.")
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let environments = try await Session.run { try await $0.environments() }
            self.output.rows(environments, heading: ["ENVIRONMENT", "EXECUTORS", "PACKAGES", "QISKIT", ""]) {
                [
                    $0.name, "\($0.executorCount)", $0.packages.isEmpty ? "-" : "\($0.packages.count)",
                    $0.packages["qiskit"] ?? "-", $0.isDefault ? "default" : "",
                ]
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Builds an environment from a requirements file and adds it to a deployment.",
            discussion: """
                The requirements are resolved once: what came out is pinned with hashes in the deployment's state \
                folder, and built in a folder that is named for the hash of these pins, so that the same pins are \
                built once. The services offer it from their next start on; its processes have a zygote of their own. \
                The same name again replaces it; the jobs that run keep the one that they began with.
                """)

        @Argument(help: "What programs and jobs will name: lower-case letters, digits and hyphens.")
        var name: String
        @Option(help: ArgumentHelp("A requirements file of pip.", valueName: "file")) var requirements: String
        @Option(
            help: ArgumentHelp(
                "Begin with everything that this environment of the topology pins, such as qiskit-2.",
                valueName: "name"))
        var base: String?
        @OptionGroup var place: TopologyOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let topology = try self.place.read()
            let lock = try self.lockFile(in: topology)
            guard let builder = topology.paths.environmentBuilder else {
                throw RuntimeError(
                    .configurationInvalid, "The topology names no environment_builder.",
                    context: ["topology": topology.file])
            }
            try StateFolders.make(topology.paths)
            try FileManager.default.createDirectory(
                atPath: topology.paths.environments, withIntermediateDirectories: true)
            var arguments = [self.name, "--requirements", self.requirements, "--lock", lock]
            if let base = try self.baseLock(in: topology) { arguments += ["--base", base] }
            let folder = try self.build(builder, arguments)
            self.output.object(
                ["environment": self.name, "folder": folder, "lock": lock],
                [
                    ("environment", self.name), ("folder", folder), ("lock", lock),
                    ("offered", "from the next start of the services on"),
                ])
        }

        /// - Throws: `command.invalid` for a name that is none, or is the topology's own.
        private func lockFile(in topology: Topology) throws(RuntimeError) -> String {
            let isName = self.name.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
            }
            guard isName, (1...64).contains(self.name.utf8.count), !self.name.hasPrefix("-") else {
                throw RuntimeError(
                    .invalidCommand, "An environment's name is of lower-case letters, digits and hyphens.",
                    context: ["environment": self.name])
            }
            if let known = topology.environments[self.name], !known.isAdded {
                throw RuntimeError(
                    .invalidCommand, "The topology has an environment of that name.",
                    context: ["environment": self.name])
            }
            return topology.paths.environments + "/\(self.name).lock"
        }

        private func baseLock(in topology: Topology) throws(RuntimeError) -> String? {
            guard let base else { return nil }
            guard let lock = topology.environments[base]?.lockFile else {
                throw RuntimeError(
                    .environmentNotFound, "There is no environment of that name to begin with.",
                    context: [
                        "environment": base,
                        "known": topology.environments.keys.sorted().joined(separator: " "),
                    ])
            }
            return lock
        }

        /// Runs the builder to its end, with its messages on this process's stderr.
        ///
        /// - Returns: the folder it prints.
        /// - Throws: `configuration.invalid` with the reason that the builder gives in its last line.
        private func build(_ builder: String, _ arguments: [String]) throws -> String {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: builder)
            process.arguments = arguments
            process.standardInput = FileHandle.nullDevice
            let (output, messages) = (Pipe(), Pipe())
            process.standardOutput = output
            process.standardError = messages
            try process.run()
            let reason = Self.relay(messages.fileHandleForReading)
            // One line, which waits in the pipe.
            let printed = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            let folder = String(decoding: printed, as: UTF8.self).split(whereSeparator: \.isNewline).last
            guard process.terminationStatus == 0, let folder else {
                throw RuntimeError(
                    .configurationInvalid, "The environment could not be built.",
                    context: ["environment": self.name, "reason": reason ?? "see above"])
            }
            return String(folder)
        }

        /// Shows lines as they come.
        ///
        /// - Returns: what the last one says that is the builder's own, which is not shown: `environment: …`.
        private static func relay(_ messages: FileHandle) -> String? {
            let prefix = "environment: "
            var reason: String?
            var rest: [UInt8] = []
            while case let piece = messages.availableData, !piece.isEmpty {
                rest += piece
                while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                    let line = String(decoding: rest[..<end], as: UTF8.self)
                    rest.removeFirst(end + 1)
                    if line.hasPrefix(prefix) {
                        reason = String(line.dropFirst(prefix.count))
                    } else {
                        Console.error(line)
                    }
                }
            }
            return reason
        }
    }
}

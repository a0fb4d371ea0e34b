import ArgumentParser
import CommandLineInterface
import RuntimeModel
import Spinwire

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Runs a program, and prints the job's id or, with --follow, what it does.",
        discussion: """
            A file, folder or tar is uploaded first: as a private program of its name, kept when it is unchanged, \
            a new version of it otherwise. \
            With --local no service is needed: the same parts run in this process for as long as the job does.
            """)

    @Argument(
        help: ArgumentHelp(
            "A program's id; or the Python file, or a folder or an uncompressed tar of several.",
            valueName: "program-id | file.py | folder | file.tar"))
    var program: String
    @OptionGroup var inputs: InputOptions
    @Option(help: "Name of the backend, or least_busy; the topology's first without it.") var backend: String?
    @Option(help: ArgumentHelp("JSON metadata of the file.", valueName: "file")) var metadata: String?
    @Option(help: "Of a folder or tar, the module with main; main.py without it.") var entry: String?
    @Option(help: ArgumentHelp("Longest run.", valueName: "seconds")) var maxExecutionTime: Int?
    @Option(help: ArgumentHelp("A word to find the job by; may be given often.", valueName: "word")) var tag:
        [String] = []
    @Option(name: [.long, .customLong("image")], help: "Name of the program environment.")
    var environment: String?
    @Option(help: "Level of the program's Python logging.") var logLevel: String?
    @Option(help: ArgumentHelp("Begin with the last checkpoint of this job.", valueName: "job-id"))
    var resumeFrom: JobID?
    @Option(help: ArgumentHelp("A session that keeps a process warm for it.", valueName: "session-id"))
    var session: SessionID?
    @Option(
        help: ArgumentHelp(
            "Run it once for each of these inputs: JSON objects, one a line or in a list. All are accepted, or none.",
            valueName: "file"))
    var batch: String?
    @Flag(help: "Show interim results, logs and the result as they come. Ctrl-C detaches.") var follow = false
    @Flag(help: "Run in this process, without a service. Ctrl-C cancels.") var local = false
    @Option(help: ArgumentHelp("With --local: keep the store in this folder.", valueName: "folder"))
    var store: String?
    @Option(help: ArgumentHelp("With --local: the topology file.", valueName: "file")) var topology: String?
    @Flag(inversion: .prefixedNo, help: "Whether the file is parsed before it is sent.") var check = true
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if !self.local, self.store != nil { throw ValidationError("--store needs --local.") }
        if !self.local, self.topology != nil { throw ValidationError("--topology needs --local.") }
        if self.local, self.session != nil { throw ValidationError("--local has no sessions.") }
        if self.batch != nil, self.local || self.follow || !self.inputs.isEmpty || self.resumeFrom != nil {
            throw ValidationError("--batch goes without --local, --follow, --resume-from and other inputs.")
        }
        if !self.isFile, self.metadata != nil {
            throw ValidationError("--metadata needs a file, folder or tar.")
        }
    }

    private var isFile: Bool { ProgramBundle.isPath(self.program) }

    func run() async throws {
        let inputs = try self.inputs.source()
        let batch = try self.batch.map { path throws(RuntimeError) in
            try InputArguments.batch(try ProgramFile.bytes(of: path))
        }
        let file = self.isFile ? try ProgramBundle(path: self.program, entry: self.entry) : nil
        if let file, self.check { try await SourceCheck.require(file, file: self.program) }
        let metadata = try self.fileMetadata()
        if self.local {
            let status = try await LocalDeployment.run(topologyFile: self.topology, store: self.store) {
                client in
                let job = try await self.submit(file, metadata, inputs, on: client)
                return try await JobFollower(job: job, json: self.output.json, interrupt: .cancel).follow()
            }
            if status != .success { throw status }
            return
        }
        if let batch {
            return try await Session.run { client in
                let program = try await self.stored(file, metadata, on: client)
                self.announce(try await client.runBatch(program, inputs: batch, options: self.options))
            }
        }
        let status = try await Session.run { client in
            let job = try await self.submit(file, metadata, inputs, on: client)
            self.announce([job])
            guard self.follow else { return CommandStatus.success }
            return try await JobFollower(job: job, json: self.output.json, interrupt: .detach).follow()
        }
        if status != .success { throw status }
    }

    private func submit(
        _ file: ProgramBundle?, _ metadata: [String: JSONValue], _ inputs: InputOptions.Source,
        on client: RuntimeClient
    ) async throws -> Job {
        let program = try await self.stored(file, metadata, on: client)
        return try await inputs.run(program, options: self.options, on: client)
    }

    private var options: RunOptions {
        RunOptions(
            backend: self.backend, environment: self.environment, maxExecutionTime: self.maxExecutionTime,
            logLevel: self.logLevel, tags: self.tag, session: self.session, resumeFrom: self.resumeFrom)
    }

    /// The program to run: what was named, or what its file became.
    private func stored(
        _ file: ProgramBundle?, _ metadata: [String: JSONValue], on client: RuntimeClient
    ) async throws -> ProgramID {
        guard let file else { return ProgramID(self.program) }
        try await self.checkOptions(metadata, on: client)
        return try await StoredProgram.put(
            file.bytes, metadata, isGuessed: self.metadata == nil, reuse: true, on: client
        ).id
    }

    /// Refuses what the job would be refused for, before its program is uploaded: a mistake changes nothing.
    private func checkOptions(_ metadata: [String: JSONValue], on client: RuntimeClient) async throws {
        if let logLevel { try ProgramLogLevel.require(logLevel) }
        if let backend, backend != "least_busy" {
            let devices = try await client.backends().map(\.device)
            guard devices.contains(where: { $0.name == backend || $0.aliases.contains(backend) }) else {
                throw RuntimeError(
                    .backendNotFound, "There is no backend of that name.", context: ["backend": backend])
            }
        }
        if let maxExecutionTime, let limit = metadata["max_execution_time"]?.integerValue {
            guard maxExecutionTime > 0, maxExecutionTime <= limit else {
                throw RuntimeError(
                    .invalidCommand,
                    "A job's max_execution_time is at least 1 second, and at most that of its program.",
                    context: ["max_execution_time": "\(maxExecutionTime)", "limit": "\(limit)"])
            }
        }
    }

    /// What the file says of itself, on top of what can be guessed from its name.
    private func fileMetadata() throws(RuntimeError) -> [String: JSONValue] {
        guard self.isFile else { return [:] }
        let file = self.program.split(separator: "/").last.map(String.init) ?? self.program
        let guessed: [String: JSONValue] = [
            "name": .string(ProgramFile.name(from: self.program)),
            "description": .string("Uploaded from \(file)."),
            "max_execution_time": 3600,
        ]
        guard let metadata else { return guessed }
        return guessed.merging(try ProgramFile.metadata(of: metadata)) { $1 }
    }

    private func announce(_ jobs: [Job]) {
        for job in jobs {
            if self.output.json {
                Console.output(JSONText.line(["job_id": job.id.description]))
            } else if !self.follow {
                Console.output(job.id.description)
            }
        }
    }
}

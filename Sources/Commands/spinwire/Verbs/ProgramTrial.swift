import CommandLineInterface
import RuntimeModel
import Spinwire

/// Runs a program as its users will: to its end, into a cancellation and into a time limit.
struct ProgramTrial: Sendable {
    let program: ProgramBundle
    /// Name of its file, by which tracebacks are to name it.
    let file: String
    let metadata: [String: JSONValue]
    /// A JSON object.
    let inputs: [UInt8]
    let options: RunOptions
    /// Told of each finding as soon as it is there.
    let found: @Sendable (ProgramFinding) -> Void

    /// - Returns: what was found, in the order of the checks.
    func run(on client: RuntimeClient) async throws -> [ProgramFinding] {
        let id: ProgramID
        do {
            id = try await client.upload(program: self.program.bytes, metadata: .object(self.metadata))
        } catch let error as RuntimeError {
            return self.tell([ProgramFinding("metadata", refusal: error)])
        }
        let upload = self.tell([ProgramFinding("metadata", .ok, "the service takes them")])
        // Tracebacks name a program of one file by the program's name, and its author knows the file.
        if !TarArchive.isArchive(self.program.bytes) {
            try await client.update(id, metadata: ["name": .string(self.file)])
        }
        let dry = try await self.dryRun(of: id, on: client)
        guard let course = dry.course else { return upload + dry.findings }
        let stopping = StoppingTrial(program: id, inputs: self.inputs, options: self.options, course: course)
        return try await upload + dry.findings
            + self.tell([stopping.cancellation(on: client)])
            + self.tell([stopping.timeLimit(on: client)])
    }

    private func tell(_ findings: [ProgramFinding]) -> [ProgramFinding] {
        for finding in findings { self.found(finding) }
        return findings
    }

    /// Runs it once, to its end.
    ///
    /// - Returns: what was found, and how long that took; `nil` when it did not come to its end.
    private func dryRun(
        of id: ProgramID, on client: RuntimeClient
    ) async throws -> (findings: [ProgramFinding], course: StoppingTrial.Course?) {
        let job: Job
        do {
            job = try await client.run(id, inputs: self.inputs, options: self.options)
        } catch let error as RuntimeError {
            return (self.tell([ProgramFinding("dry run", refusal: error)]), nil)
        }
        var watch = OutputWatch()
        for try await event in job.events() { watch.saw(event) }
        let summary = try await job.summary()
        guard summary.status == .completed else {
            let reason = summary.reason ?? summary.status.rawValue
            // Of a value without a form the way through the encoder tells its author nothing.
            let isOfEncoder = summary.code == "result.notSerializable"
            let finding = ProgramFinding(
                "dry run", .failed, "\(summary.code ?? "job.failed"): \(reason)",
                more: isOfEncoder ? [] : watch.traceback)
            return (self.tell([finding]), nil)
        }
        let result = try await job.result()
        let course = try await StoppingTrial.Course(of: job)
        let findings = self.tell([
            ProgramFinding(
                "dry run", .ok,
                "main completed in \(StoppingTrial.text(course.mainSeconds)) with \(watch.interimCount) interim results"
            ),
            ProgramFinding(
                "serialisation", problems: watch.notJSON,
                otherwise:
                    "\(self.inputs.count) bytes of inputs went in, \(result.count) bytes of result came out"
            ),
            self.outputs(
                watch, "interim results", "interim_results", count: watch.interimCount, of: .interim),
            self.outputs(watch, "return value", "return_values", count: 1, of: .result),
        ])
        return (findings, course)
    }

    /// Whether what came out is what the metadata promise.
    private func outputs(
        _ watch: OutputWatch, _ name: String, _ key: String, count: Int, of kind: EventKind
    ) -> ProgramFinding {
        let schema = self.metadata["spec"]?.objectValue?[key] ?? .null
        guard schema != .null else { return ProgramFinding(name, .skipped, "spec.\(key) is not declared") }
        guard count > 0 else { return ProgramFinding(name, .skipped, "none was published") }
        let violations = watch.violationCounts[kind] ?? 0
        guard violations > 0 else { return ProgramFinding(name, .ok, "as spec.\(key) declares") }
        return ProgramFinding(
            name, .failed, "\(violations) of \(count) do not fit spec.\(key)",
            more: watch.complaints[kind] ?? [])
    }
}

import CommandLineInterface
import RuntimeModel
import Spinwire

/// Runs a program as its users will: to its end, into a cancellation and into a time limit.
struct ProgramTrial: Sendable {
    let program: ProgramBundle
    let metadata: [String: JSONValue]
    /// A JSON object.
    let inputs: [UInt8]
    let options: RunOptions
    /// Told of each finding as soon as it is there.
    let found: @Sendable (ProgramFinding) -> Void

    /// The time limit that a run is to meet, in seconds.
    private static let shortSeconds = 1

    /// - Returns: what was found, in the order of the checks.
    func run(on client: RuntimeClient) async throws -> [ProgramFinding] {
        let id: ProgramID
        do {
            id = try await client.upload(program: self.program.bytes, metadata: .object(self.metadata))
        } catch let error as RuntimeError {
            return self.tell([ProgramFinding("metadata", refusal: error)])
        }
        let upload = self.tell([ProgramFinding("metadata", .ok, "the service takes them")])
        let dry = try await self.dryRun(of: id, on: client)
        guard dry.first?.outcome == .ok else { return upload + dry }
        return try await upload + dry
            + self.tell([self.cancelledRun(of: id, on: client)])
            + self.tell([self.shortRun(of: id, on: client)])
    }

    private func tell(_ findings: [ProgramFinding]) -> [ProgramFinding] {
        for finding in findings { self.found(finding) }
        return findings
    }

    // MARK: - To its end

    private func dryRun(of id: ProgramID, on client: RuntimeClient) async throws -> [ProgramFinding] {
        let job: Job
        do {
            job = try await client.run(id, inputs: self.inputs, options: self.options)
        } catch let error as RuntimeError {
            return self.tell([ProgramFinding("dry run", refusal: error)])
        }
        var watch = OutputWatch()
        for try await event in job.events() { watch.saw(event) }
        let summary = try await job.summary()
        guard summary.status == .completed else {
            let reason = summary.reason ?? summary.status.rawValue
            // Of a value without a form the way through the encoder tells its author nothing.
            let isOfEncoder = summary.code == "result.notSerializable"
            return self.tell([
                ProgramFinding(
                    "dry run", .failed, "\(summary.code ?? "job.failed"): \(reason)",
                    more: isOfEncoder ? [] : watch.traceback)
            ])
        }
        let result = try await job.result()
        let seconds = Self.seconds(summary)
        return self.tell([
            ProgramFinding(
                "dry run", .ok, "completed in \(seconds) s with \(watch.interimCount) interim results"),
            ProgramFinding(
                "serialisation", problems: watch.notJSON,
                otherwise:
                    "\(self.inputs.count) bytes of inputs went in, \(result.count) bytes of result came out"
            ),
            self.outputs(
                watch, "interim results", "interim_results", count: watch.interimCount, of: .interim),
            self.outputs(watch, "return value", "return_values", count: 1, of: .result),
        ])
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

    // MARK: - Stopped

    private func cancelledRun(of id: ProgramID, on client: RuntimeClient) async throws -> ProgramFinding {
        let job = try await client.run(id, inputs: self.inputs, options: self.options)
        // Its own code runs from the metric on that says that main was reached.
        for try await event in job.events() where event.kind == .metric || event.isLast {
            if !event.isLast { try await job.cancel() }
            break
        }
        for try await event in job.events() where event.isLast { break }
        let summary = try await job.summary()
        switch summary.status {
        case .cancelled: return ProgramFinding("cancellation", .ok, "every process of it was gone")
        case .completed:
            return ProgramFinding("cancellation", .skipped, "it was done before it could be cancelled")
        case .queued, .running, .cancelling, .failed, .ranTooLong, .lost:
            return ProgramFinding("cancellation", .failed, "it ended as \(summary.status.rawValue)")
        }
    }

    private func shortRun(of id: ProgramID, on client: RuntimeClient) async throws -> ProgramFinding {
        var options = self.options
        options.maxExecutionTime = Self.shortSeconds
        let job = try await client.run(id, inputs: self.inputs, options: options)
        for try await event in job.events() where event.isLast { break }
        let summary = try await job.summary()
        switch summary.status {
        case .ranTooLong:
            return ProgramFinding("time limit", .ok, "it was stopped after \(Self.shortSeconds) s")
        case .completed:
            return ProgramFinding("time limit", .ok, "it is done within \(Self.shortSeconds) s")
        case .queued, .running, .cancelling, .failed, .cancelled, .lost:
            return ProgramFinding("time limit", .failed, "it ended as \(summary.status.rawValue)")
        }
    }

    // MARK: - Texts

    private static func seconds(_ summary: JobSummary) -> String {
        guard let started = summary.startedAt, let ended = summary.endedAt else { return "?" }
        let milliseconds = (ended.microseconds - min(started.microseconds, ended.microseconds)) / 1000
        return "\(milliseconds / 1000).\(String(milliseconds % 1000 + 1000).dropFirst())"
    }
}

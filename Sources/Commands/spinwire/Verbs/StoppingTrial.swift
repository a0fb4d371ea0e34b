import CommandLineInterface
import Foundation
import RuntimeModel
import Spinwire

/// Tries whether a program can be stopped in the middle of its `main`, and claims no more than what was tried: a program
/// that ends by itself before it can be stopped has not been stopped.
struct StoppingTrial: Sendable {
    /// What was measured in a run that nobody stopped.
    struct Course: Sendable {
        /// How long it took until `main`, from when a warm process had the program; in seconds.
        var startSeconds: Double
        /// How long `main` took.
        var mainSeconds: Double

        init(of job: Job) async throws {
            let times = try await job.metrics().timestamps
            func seconds(_ from: JobMetrics.Stage, _ until: JobMetrics.Stage) -> Double {
                guard let first = times[from], let last = times[until], first <= last else { return 0 }
                return Double(last.microseconds - first.microseconds) / 1e6
            }
            self.startSeconds = seconds(.started, .main)
            self.mainSeconds = seconds(.main, .finished)
        }
    }

    let program: ProgramID
    let inputs: [UInt8]
    let options: RunOptions
    let course: Course

    /// The shortest time limit that a job can have, in seconds.
    private static let limitSecondsMin = 1
    /// How long a silent `main` has to take for its middle to be met.
    private static let silentSecondsMin = 0.5

    /// Cancels a run at the first sign of its `main`: what it publishes, prints or tells of itself, or half of its time
    /// where it is silent.
    func cancellation(on client: RuntimeClient) async throws -> ProgramFinding {
        let name = "cancellation"
        let job = try await client.run(self.program, inputs: self.inputs, options: self.options)
        let sign = try await self.firstSign(of: job)
        if sign != nil { try await job.cancel() }
        let status = try await Self.end(of: job)
        let how = sign.map { "cancelled " + $0 } ?? "before it could be cancelled"
        switch status {
        case .cancelled:
            return ProgramFinding(name, .ok, "\(how); then every process of it was gone")
        case .completed:
            return ProgramFinding(
                name, .skipped,
                "not tried: main ended by itself, after \(Self.text(self.course.mainSeconds)), before it could be cancelled"
            )
        case .queued, .running, .cancelling, .failed, .ranTooLong, .lost:
            return ProgramFinding(name, .failed, "\(how) it ended as \(status.rawValue)")
        }
    }

    /// Runs it into the shortest limit that there is, if it takes as long.
    func timeLimit(on client: RuntimeClient) async throws -> ProgramFinding {
        let name = "time limit"
        let limit = Self.limitSecondsMin
        let early = ProgramFinding(
            name, .skipped,
            "not tried: main ended by itself, after \(Self.text(self.course.mainSeconds)), and \(limit) s is the shortest limit"
        )
        // A run that is a little faster or slower than the last one still meets it, or not.
        guard self.course.mainSeconds >= 0.9 * Double(limit) else { return early }
        var options = self.options
        options.maxExecutionTime = limit
        let job = try await client.run(self.program, inputs: self.inputs, options: options)
        let status = try await Self.end(of: job)
        switch status {
        case .ranTooLong:
            return ProgramFinding(name, .ok, "with a limit of \(limit) s it was stopped after \(limit) s")
        case .completed: return early
        case .queued, .running, .cancelling, .failed, .cancelled, .lost:
            return ProgramFinding(name, .failed, "with a limit of \(limit) s it ended as \(status.rawValue)")
        }
    }

    /// A time for people.
    static func text(_ seconds: Double) -> String { String(format: "%.3f s", seconds) }

    /// Waits until `main` shows itself.
    ///
    /// - Returns: how; `nil` when the job has ended.
    private func firstSign(of job: Job) async throws -> String? {
        try await withThrowingTaskGroup(of: String?.self) { group in
            group.addTask {
                for try await event in job.events() {
                    if event.isLast { return nil }
                    if let sign = Self.sign(event) { return sign }
                }
                return nil
            }
            if self.course.mainSeconds >= Self.silentSecondsMin {
                group.addTask {
                    var events = job.events().makeAsyncIterator()
                    while let event = try await events.next(), event.status != JobStatus.running.rawValue {}
                    try await Task.sleep(
                        for: .seconds(self.course.startSeconds + self.course.mainSeconds / 2))
                    return "after half of its time"
                }
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    private static func sign(_ event: JobEvent) -> String? {
        switch event.kind {
        case .interim: "at its first interim result"
        case .log: "at its first line of output"
        case .progress, .checkpoint: "at its first word about itself"
        // What the process tells of itself comes as `main` begins: its middle is more to be met.
        case .metric, .status, .result: nil
        }
    }

    private static func end(of job: Job) async throws -> JobStatus {
        for try await event in job.events() where event.isLast { break }
        return try await job.summary().status
    }
}

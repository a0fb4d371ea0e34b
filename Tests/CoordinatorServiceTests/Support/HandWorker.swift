import JobStore
import MessageBus
import RuntimeClient
import RuntimeModel
import RuntimeTestKit
import RuntimeWire

/// A worker whose every message is the test's, but for heartbeats, which it sends by itself until it is told not to.
///
/// Proof of `@unchecked`: a simulation runs on the one thread of its test.
final class HandWorker: @unchecked Sendable {
    let caller: Caller
    /// Whether heartbeats go out.
    var isBeating = true
    /// Whether a lease that comes is named in the next heartbeats.
    var takesLeases = true
    /// What it says that it runs.
    var attempts: [AttemptProgress] = []
    private let loop: DeterministicLoop
    private let name: String
    private let role: WorkerRole
    private var leaseCount = 0

    init(_ service: TestedCoordinator, name: String, role: WorkerRole) throws {
        self.loop = service.loop
        self.name = name
        self.role = role
        self.caller = try service.connect(as: TestedCoordinator.worker, to: "inproc://workers")
    }

    /// Registers, and returns what it was told.
    @discardableResult
    func register(incarnation: String = "1", slots: Int = 1, leasesAhead: Int? = nil) throws
        -> WorkerAdmission
    {
        let earlier = self.messages(.registered).count
        let registration = WorkerRegistration(
            workerID: WorkerID(self.name), incarnation: incarnation, role: self.role, host: "test",
            processID: 1,
            slots: self.role == .executor ? slots : 0, leasesAhead: leasesAhead,
            environments: self.role == .executor ? ["default", "second"] : [],
            backends: self.role == .simulator ? ["simulator"] : [],
            circuitEndpoint: self.role == .simulator ? "inproc://circuits" : nil, attempts: self.attempts)
        self.caller.send(try Message(MessageHeader(.register, contentType: .json), json: registration))
        self.loop.run(until: { self.messages(.registered).count > earlier }, within: .seconds(5))
        let answers = self.messages(.registered)
        guard answers.count > earlier else { throw Missing(description: "an admission did not come") }
        if earlier == 0 { self.beat() }
        return try unwrap(answers.last).json(as: WorkerAdmission.self)
    }

    func messages(_ kind: MessageKind) -> [Message] {
        self.caller.received.events.filter { $0.header.kind == kind }
    }

    private func beat() {
        let leases = self.messages(.lease)
        if self.takesLeases {
            for lease in leases.dropFirst(self.leaseCount)
            where !self.attempts.contains(where: { $0.jobID == lease.header.job }) {
                self.attempts.append(
                    AttemptProgress(jobID: lease.header.job, attempt: lease.header.attempt, lastReport: 0))
            }
        }
        self.leaseCount = leases.count
        if self.isBeating,
            let message = try? Message(
                MessageHeader(.heartbeat, contentType: .json), json: WorkerHeartbeat(attempts: self.attempts))
        {
            self.caller.send(message)
        }
        _ = self.loop.schedule(after: .milliseconds(100)) { self.beat() }
    }

    /// Waits for the lease of an attempt.
    @discardableResult
    func lease(of job: JobID, attempt: Int = 1, within limit: Duration = .seconds(30)) throws -> Message {
        try self.caller.next("the lease of attempt \(attempt)", within: limit) {
            $0.header.kind == .lease && $0.header.job == job && $0.header.attempt == attempt
        }
    }

    /// Reports interim results, numbered from `first`, and does not wait.
    func publish(_ numbers: ClosedRange<UInt64>, of job: JobID, attempt: Int = 1) {
        self.report(
            numbers.map {
                Report(
                    header: MessageHeader(.interim, contentType: .json, sequence: $0),
                    body: Array("\($0)".utf8))
            }, of: job, attempt: attempt)
    }

    /// Reports the end, and does not wait.
    func end(
        _ job: JobID, attempt: Int = 1, number: UInt64, _ status: JobStatus = .completed,
        result: String = "\"done\"", code: RuntimeError.Code? = nil, runMilliseconds: Int? = 1
    ) throws {
        let summary = OutcomeSummary(status: status, code: code?.rawValue, runMilliseconds: runMilliseconds)
        let outcome = Outcome(summary: summary, result: status == .completed ? Array(result.utf8) : [])
        let header = MessageHeader(.outcome, contentType: .json, sequence: number)
        self.attempts.removeAll { $0.jobID == job }
        self.report([Report(header: header, body: try outcome.encoded())], of: job, attempt: attempt)
    }

    /// Reports what a process tells of itself, as the first report, and does not wait.
    func tell(_ metric: String, of job: JobID, attempt: Int = 1) {
        let header = MessageHeader(.metric, contentType: .json, sequence: 1)
        self.report([Report(header: header, body: Array(metric.utf8))], of: job, attempt: attempt)
    }

    private func report(_ reports: [Report], of job: JobID, attempt: Int) {
        let header = MessageHeader(.report, attempt: attempt, job: job)
        self.caller.send(Message(header, frames: reports.map(\.packed)))
    }

    /// Waits until reports up to a number are durable.
    func answered(_ number: UInt64, of job: JobID, attempt: Int = 1) throws {
        _ = try self.caller.next("the answer to report \(number)") {
            $0.header.kind == .reportAnswer && $0.header.flags == 0 && $0.header.job == job
                && $0.header.attempt == attempt && $0.header.sequence >= number
        }
    }
}

extension TestedCoordinator {
    /// A simulator and an executor, registered.
    func startWorkers(slots: Int = 1, leasesAhead: Int? = nil) throws -> HandWorker {
        try HandWorker(self, name: "simulator", role: .simulator).register()
        let executor = try HandWorker(self, name: "executor", role: .executor)
        try executor.register(slots: slots, leasesAhead: leasesAhead)
        return executor
    }

    /// Runs until a job's committed status is this.
    func waitForStatus(_ status: JobStatus, of job: JobID, within limit: Duration = .seconds(30)) throws {
        let end = self.loop.now + limit
        while self.loop.now < end {
            if try self.contents().jobs.first(where: { $0.id == job })?.progress.status == status { return }
            self.loop.run(for: .milliseconds(10))
        }
        throw Missing(description: "the status \(status.rawValue) did not come")
    }

    /// The words of a job's committed `status` events.
    func statuses(of job: JobID) throws -> [String] {
        try self.timeline(of: job).compactMap { JobEvent($0).status }
    }
}

import ExecutorCore
import MessageBus
import RuntimeClient
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Synchronization

/// One run of the simulated system: jobs, faults, and everything that must hold whatever happens.
final class SimulationRun {
    /// A job as the client sees it.
    final class Followed: Sendable {
        let script: String
        private let state = Mutex<(id: JobID?, events: [JobEvent], isDone: Bool)>((nil, [], false))

        init(script: String) { self.script = script }

        var id: JobID? {
            get { self.state.withLock { $0.id } }
            set { self.state.withLock { $0.id = newValue } }
        }
        var events: [JobEvent] { self.state.withLock { $0.events } }
        var isDone: Bool { self.state.withLock { $0.isDone } }
        func append(_ event: JobEvent) { self.state.withLock { $0.events.append(event) } }
        func finish() { self.state.withLock { $0.isDone = true } }
    }

    let cluster: SimulatedCluster
    private(set) var jobs: [Followed] = []
    /// What did not hold; empty for a system that keeps its promises.
    let violations = EventRecorder<String>()

    init(seed: UInt64, broken: DeliberateBreak? = nil) {
        self.cluster = SimulatedCluster(seed: seed, broken: broken)
    }

    /// Runs jobs under faults, then lets everything come to its end, and checks.
    func run() throws {
        self.cluster.start()
        let client = try self.cluster.connect()
        for script in self.drawScripts() { self.begin(Followed(script: script), client) }
        self.beginSession(client)
        self.scheduleFaults()
        self.cluster.after(.seconds(20)) { $0.setPolicy(.reliable) }
        let jobs = self.jobs
        let isFinished = self.cluster.loop.run(until: { jobs.allSatisfy(\.isDone) }, within: .seconds(300))
        if !isFinished {
            for (index, job) in jobs.enumerated() where !job.isDone {
                self.violations.record("job \(index) did not end; it saw \(job.events.map(\.text).suffix(8))")
            }
        }
        for failure in self.cluster.failures.events { self.violations.record("a service failed: \(failure)") }
        if isFinished { try self.checkEnds() }
    }

    /// Everything that the system did, as bytes.
    var trace: [UInt8] {
        let seen = self.jobs.flatMap { job in
            job.events.map { "\($0.sequence) \($0.attempt) \($0.kind) \($0.text)" }
        }
        return self.cluster.loop.trace.bytes + Array(seen.joined(separator: "\n").utf8)
    }

    // MARK: - Work and faults

    private func draw(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(self.cluster.loop.randomBits() % UInt64(range.count))
    }

    private func drawScripts() -> [String] {
        (0..<self.draw(3...6)).map { _ in
            var lines: [String] = []
            for _ in 0..<self.draw(1...8) {
                lines.append("publish \(self.draw(1...12))")
                lines.append("wait \(self.draw(1...600))")
            }
            return lines.joined(separator: "\n") + "\nreturn \"done\""
        }
    }

    private func begin(_ job: Followed, _ client: RuntimeClient) {
        self.jobs.append(job)
        let cancelAfter = self.draw(0...4) == 0 ? Duration.milliseconds(self.draw(0...2000)) : nil
        let loop = client.connection.loop
        let cluster = self.cluster
        let check = CommittedCheck(cluster: cluster, violations: self.violations)
        cluster.task(on: loop) {
            let program = try await Self.upload(job.script, client)
            let running = try await Self.whenThereIsRoom(client) { try await client.run(program) }
            job.id = running.id
            check.accepted(running.id)
            if let cancelAfter {
                _ = loop.schedule(after: cancelAfter) {
                    Task(executorPreference: loop) {
                        // A cancellation whose answer is lost to a crash shows in the timeline, or not at all.
                        try? await running.cancel()
                    }
                }
            }
            for try await event in running.events() {
                check.seen(event, of: running.id)
                job.append(event)
            }
            job.finish()
        }
    }

    /// Jobs of one session, one after the other and two at once, of a program that may die where another has run.
    private func beginSession(_ client: RuntimeClient) {
        let dies = self.draw(0...2) == 0 ? "\ndie-warm 9" : ""
        let script = "publish \(self.draw(1...6))\nwait \(self.draw(1...200))\(dies)\nreturn \"done\""
        let jobs = (0..<self.draw(2...5)).map { _ in Followed(script: script) }
        let batch = (0..<self.draw(1...3)).map { _ in Followed(script: script) }
        self.jobs += jobs + batch
        let cancels = self.draw(0...2) == 0
        let loop = client.connection.loop
        let check = CommittedCheck(cluster: self.cluster, violations: self.violations)
        let violations = self.violations
        @Sendable func follow(_ running: Job, _ job: Followed) async throws {
            job.id = running.id
            check.accepted(running.id)
            for try await event in running.events() {
                check.seen(event, of: running.id)
                job.append(event)
            }
            job.finish()
        }
        self.cluster.task(on: loop) {
            let program = try await Self.upload(script, client)
            let session = try await Self.whenThereIsRoom(client) { try await client.openSession().sessionID }
            let options = RunOptions(session: session)
            let inputs = batch.map { _ in Array("{}".utf8) }
            let batched = try await Self.whenThereIsRoom(client) {
                try await client.runBatch(program, inputs: inputs, options: options)
            }
            for (running, job) in zip(batched, batch) {
                Task(executorPreference: loop) {
                    do { try await follow(running, job) } catch { violations.record("\(error)") }
                }
            }
            for job in jobs {
                let running = try await Self.whenThereIsRoom(client) {
                    try await client.run(program, options: options)
                }
                try await follow(running, job)
            }
            try await client.close(session, cancelsJobs: cancels)
            let ended = try await client.session(session).status
            if ended != (cancels ? .cancelled : .closed) {
                violations.record("a session did not end as told")
            }
            do {
                _ = try await client.run(program, options: options)
                violations.record("a session that had ended took a job")
            } catch let error as RuntimeError where error.code == .sessionClosed {}
        }
    }

    private static func upload(_ script: String, _ client: RuntimeClient) async throws -> ProgramID {
        try await Self.whenThereIsRoom(client) {
            try await client.upload(
                source: script,
                metadata: ["name": "script", "max_execution_time": 1000, "description": "A script."])
        }
    }

    /// Does it again for as long as the disk is full.
    private static func whenThereIsRoom<Value: Sendable>(
        _ client: RuntimeClient, _ body: @Sendable () async throws -> Value
    ) async throws -> Value {
        while true {
            do {
                return try await body()
            } catch let error as RuntimeError where error.code == .storeFull {
                await withCheckedContinuation { continuation in
                    _ = client.connection.loop.schedule(after: .milliseconds(100)) { continuation.resume() }
                }
            }
        }
    }

    private func scheduleFaults() {
        for _ in 0..<self.draw(2...8) {
            let at = Duration.milliseconds(self.draw(0...9000))
            let downtime = Duration.milliseconds(self.draw(1...2500))
            let choice = self.draw(0...6)
            self.cluster.after(at) { cluster in
                switch choice {
                case 0: cluster.crashCoordinator(for: downtime)
                case 1: cluster.crashExecutor(0, for: downtime)
                case 2: cluster.crashExecutor(1, for: downtime)
                case 3: cluster.partition(for: downtime)
                case 4: cluster.congest(for: downtime)
                case 5: cluster.fillDisk(for: downtime)
                default: cluster.bus.cutSomeConnection()
                }
            }
        }
    }

    // MARK: - What must hold at the end

    private func checkEnds() throws {
        let store = self.cluster.store
        for (index, job) in self.jobs.enumerated() {
            guard let id = job.id else { continue }
            let stored = try self.cluster.loop.run {
                try await store.timeline(of: id, after: 0, limit: 100_000, byteCountMax: .max)
            }?.get().map { JobEvent($0, eventsBefore: 0) }
            let events = job.events
            self.expect(events == stored, "job \(index): the client's events are not the store's")
            self.expect(
                events.map(\.sequence) == (0..<events.count).map { UInt64($0 + 1) }, "job \(index): not dense"
            )
            let finals = events.filter { $0.status.flatMap { JobStatus(rawValue: $0) }?.isFinal ?? false }
            self.expect(finals.count == 1 && events.last?.isLast == true, "job \(index): not one end")
            let results = events.filter { $0.kind == .result }.count
            let isCompleted = finals.first?.status == JobStatus.completed.rawValue
            self.expect(results == (isCompleted ? 1 : 0), "job \(index): \(results) results")
            let isOfItsAttempt = events.filter { $0.kind == .interim }.allSatisfy {
                $0.json?.objectValue?["attempt"]?.integerValue == $0.attempt
            }
            self.expect(isOfItsAttempt, "job \(index): an event of one attempt stands under another")
            if isCompleted { self.checkPublished(events, job.script, index) }
        }
    }

    /// Of the attempt that completed, everything that it published is there, once and in order.
    private func checkPublished(_ events: [JobEvent], _ script: String, _ index: Int) {
        guard let attempt = events.last?.attempt, let steps = ProgramScript(script)?.steps else { return }
        let expected = steps.reduce(0) { if case .publish(let count, _) = $1 { $0 + count } else { $0 } }
        let published = events.filter { $0.kind == .interim && $0.attempt == attempt }
            .map { $0.json?.objectValue?["index"]?.integerValue }
        self.expect(
            published == (0..<expected).map { $0 },
            "job \(index): what attempt \(attempt) published is not whole")
    }

    private func expect(_ holds: Bool, _ sentence: String) {
        if !holds { self.violations.record(sentence) }
    }
}

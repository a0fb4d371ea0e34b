import InProcessBus
import JobStore
import MessageBus
import RuntimeClient
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

@Suite struct CheckpointTests {
    @Test func aNewRunBeginsWithTheLastCheckpointOfTheJobItGoesOnWith() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        let first = try user.run(program)
        let begun = try executor.lease(of: first)
        #expect(begun.frames.count == 3 && begun.header.flags & 4 == 0)
        executor.leave(["{\"number\":1}", "{\"number\":2}"], of: first)
        try executor.end(first, number: 3, .failed)
        try executor.answered(3, of: first)
        let wish = JobRun(programID: program, idempotencyKey: "again", resumeFrom: first)
        let again = try user.call(.jobRun, wish, body: Array("{}".utf8)).json(as: JobAccepted.self).jobID
        let lease = try executor.lease(of: again)
        #expect(lease.header.flags & 4 != 0)
        #expect(try lease.body(at: 2) == Array("{\"number\":2}".utf8))
        let kinds = try service.timeline(of: again).map(\.kind)
        #expect(kinds == [.status, .checkpoint, .status])
        let summary = try user.call(.jobGet, job: again).json(as: JobSummary.self)
        #expect(summary.resumedFrom == first)
        #expect(summary.eventsBefore == UInt64(try service.timeline(of: first).count))
    }

    /// Numbers rise over all runs, while every timeline is dense from 1.
    @Test func theNumberingGoesOnOverAllRunsThatWentOnWithOneAnother() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let client = try service.connectClient()
        let program = try user.upload()
        var numbers: [UInt64?] = []
        var jobs: [JobID] = []
        for step in 1...3 {
            let options = RunOptions(resumeFrom: jobs.last)
            let job = try unwrap(service.loop.run { try await client.run(program, options: options) }).get()
            jobs.append(job.id)
            try executor.lease(of: job.id)
            executor.leave(["{\"number\":\(step)}"], of: job.id)
            try executor.end(job.id, number: 2, .failed)
            try executor.answered(2, of: job.id)
            // From where it was run, and from elsewhere.
            for reader in [job, client.job(job.id)] {
                let found = service.loop.run {
                    var events: [JobEvent] = []
                    for try await event in reader.events() { events.append(event) }
                    return events
                }
                let events = try unwrap(found).get()
                #expect(events.map(\.sequence) == Array(1...UInt64(events.count)))
                if reader.eventsBefore != nil { numbers += events.map(\.number) }
                #expect(events.last?.number == numbers.last)
            }
        }
        #expect(numbers == Array(1...UInt64(numbers.count)))
        #expect(numbers.count > 9)
    }

    @Test func aSecondAttemptGoesOnWithTheJobsOwnLastCheckpoint() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        try executor.lease(of: job)
        executor.leave(["{\"number\":1}"], of: job)
        try executor.answered(1, of: job)
        try executor.register(incarnation: "2")
        let lease = try executor.lease(of: job, attempt: 2)
        #expect(try lease.body(at: 2) == Array("{\"number\":1}".utf8))
    }

    @Test func aRunWithNothingToGoOnWithIsRefused() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let other = try service.connect(as: TestedCoordinator.other)
        let program = try user.upload(isPublic: true)
        let second = try user.upload(key: "second")
        let job = try user.run(program)
        func refusal(_ caller: Caller, _ program: ProgramID, _ key: String) throws -> String? {
            let wish = JobRun(programID: program, idempotencyKey: key, resumeFrom: job)
            return try caller.call(.jobRun, wish, body: Array("{}".utf8)).refusal
        }
        #expect(try refusal(user, program, "a") == "job.noCheckpoint")
        #expect(try refusal(user, second, "b") == "command.invalid")
        #expect(try refusal(other, program, "c") == "job.notFound")
    }
}

extension HandWorker {
    /// Reports checkpoints, numbered from the first report on, and does not wait.
    func leave(_ checkpoints: [String], of job: JobID, attempt: Int = 1) {
        let reports = checkpoints.enumerated().map { index, body in
            Report(
                header: MessageHeader(.checkpoint, contentType: .json, sequence: UInt64(index + 1)),
                body: Array(body.utf8))
        }
        let header = MessageHeader(.report, attempt: attempt, job: job)
        self.caller.send(Message(header, frames: reports.map(\.packed)))
    }
}

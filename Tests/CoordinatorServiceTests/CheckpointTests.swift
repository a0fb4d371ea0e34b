import InProcessBus
import JobStore
import MessageBus
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
        #expect(try user.call(.jobGet, job: again).json(as: JobSummary.self).resumedFrom == first)
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

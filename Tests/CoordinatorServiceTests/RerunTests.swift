import JobStore
import MessageBus
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

/// Jobs that are run again from their record.
@Suite struct RerunTests {
    private let service: TestedCoordinator
    private let executor: HandWorker
    private let user: Caller

    init() throws {
        self.service = try TestedCoordinator()
        self.executor = try self.service.startWorkers()
        self.user = try self.service.connect(as: TestedCoordinator.user)
    }

    private func rerun(
        _ job: JobID, _ program: ProgramID, _ key: String, tags: [String]? = nil, by caller: Caller? = nil
    ) throws -> Message {
        let wish = JobRun(programID: program, idempotencyKey: key, tags: tags, rerunOf: job)
        return try (caller ?? self.user).call(.jobRun, wish)
    }

    @Test func aRerunHasTheVersionTheInputsAndTheSeedOfTheFirstJob() throws {
        let program = try self.user.upload()
        let wish = JobRun(programID: program, idempotencyKey: "first", logLevel: "DEBUG", tags: ["a", "b"])
        let first = try self.user.call(.jobRun, wish, body: Array(#"{"n":1}"#.utf8)).json(
            as: JobAccepted.self
        )
        .jobID
        let begun = try self.executor.lease(of: first)
        #expect(try begun.json(as: LeaseGrant.self).rerunOf == nil)
        try self.executor.end(first, number: 1)
        try self.executor.answered(1, of: first)
        _ = try self.user.call(
            .programUpdate, ProgramUpdate(programID: program, idempotencyKey: "u"), body: Array("other".utf8))
        let second = try self.rerun(first, program, "second").json(as: JobAccepted.self)
        #expect(second.programVersion == 1)
        let lease = try self.executor.lease(of: second.jobID)
        let grant = try lease.json(as: LeaseGrant.self)
        #expect(grant.rerunOf == first)
        #expect(grant.logLevel == "DEBUG" && grant.programVersion == 1)
        #expect(try lease.body(at: 0) == begun.body(at: 0))
        #expect(try lease.body(at: 1) == Array(#"{"n":1}"#.utf8))
        let summary = try self.user.call(.jobGet, job: second.jobID).json(as: JobSummary.self)
        #expect(summary.rerunOf == first && summary.tags == ["a", "b"])
        try self.executor.end(second.jobID, number: 1)
        try self.executor.answered(1, of: second.jobID)
        // The first one, also where that was a rerun itself; the key again gets the same answer.
        let third = try self.rerun(second.jobID, program, "third", tags: []).json(as: JobAccepted.self).jobID
        #expect(
            try self.rerun(second.jobID, program, "third", tags: []).json(as: JobAccepted.self).jobID == third
        )
        let last = try self.user.call(.jobGet, job: third).json(as: JobSummary.self)
        #expect(last.rerunOf == first && last.tags == [])
    }

    @Test func aRerunOfAJobThatWentOnBeginsWithTheSameCheckpoint() throws {
        let program = try self.user.upload()
        let first = try self.user.run(program)
        try self.executor.lease(of: first)
        self.executor.leave([#"{"number":1}"#], of: first)
        try self.executor.end(first, number: 2, .failed)
        try self.executor.answered(2, of: first)
        let wish = JobRun(programID: program, idempotencyKey: "on", resumeFrom: first)
        let second = try self.user.call(.jobRun, wish, body: Array("{}".utf8)).json(as: JobAccepted.self)
            .jobID
        try self.executor.lease(of: second)
        self.executor.leave([#"{"number":2}"#], of: second)
        try self.executor.end(second, number: 2)
        try self.executor.answered(2, of: second)
        let third = try self.rerun(second, program, "again").json(as: JobAccepted.self).jobID
        #expect(try self.executor.lease(of: third).body(at: 2) == Array(#"{"number":1}"#.utf8))
    }

    @Test func whatIsNotTheirsOrNotThereIsRefused() throws {
        let program = try self.user.upload()
        let second = try self.user.upload(key: "second")
        let job = try self.user.run(program)
        let other = try self.service.connect(as: TestedCoordinator.other)
        #expect(try self.rerun(job, program, "a", by: other).refusal == "job.notFound")
        #expect(try self.rerun(job, second, "b").refusal == "command.invalid")
        #expect(try self.rerun(JobID(high: 1, low: 1), program, "c").refusal == "job.notFound")
        _ = try self.user.call(.programDelete, ProgramName(programID: program))
        #expect(try self.rerun(job, program, "d").refusal == "program.notFound")
    }
}

import CoordinatorService
import InProcessBus
import JobStore
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

/// Many jobs by one command.
@Suite struct BatchTests {
    private static func batch(
        _ user: Caller, _ run: JobRun, _ inputs: [String], references: [Int]? = nil
    ) throws -> Message {
        let frame = try WireJSON.encode(JobRunBatch(run: run, references: references))
        return try user.call(.jobRunBatch, frames: [frame] + inputs.map { Array($0.utf8) })
    }

    private static func inputs(_ count: Int) -> [String] { (0..<count).map { #"{"n":\#($0)}"# } }

    @Test func allJobsAreDurableWhenItIsAnsweredAndInOneTransaction() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        let before = service.batches.events.reduce(0, +)
        let run = JobRun(programID: program, idempotencyKey: "batch", tags: ["t"])
        let accepted = try Self.batch(user, run, Self.inputs(50)).json(as: JobsAccepted.self)
        #expect(service.batches.events.reduce(0, +) == before + 1)
        #expect(Set(accepted.jobIDs).count == 50)
        service.restart()
        service.loop.run(for: .milliseconds(100))
        let executor = try service.startWorkers(slots: 50)
        for (index, job) in accepted.jobIDs.enumerated() {
            let lease = try executor.lease(of: job)
            #expect(try lease.body(at: 1) == Array(#"{"n":\#(index)}"#.utf8))
        }
        #expect(try user.call(.jobList, JobListing(tags: ["t"])).json(as: JobList.self).count == 50)
    }

    @Test func aRepeatedKeyGetsTheFirstJobs() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let run = JobRun(programID: try user.upload(), idempotencyKey: "batch")
        let first = try Self.batch(user, run, Self.inputs(3)).json(as: JobsAccepted.self)
        #expect(try Self.batch(user, run, Self.inputs(3)).json(as: JobsAccepted.self) == first)
        #expect(try service.contents().jobs.count == 3)
        let executor = try service.startWorkers(slots: 10)
        service.loop.run(for: .seconds(1))
        #expect(executor.messages(.lease).count == 3)
    }

    @Test func inputsThatDoNotFitAreAllNamedAndNothingRuns() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        var members = try #require(metadata().objectValue)
        members["spec"] = [
            "parameters": ["type": "object", "properties": ["n": ["type": "integer"]], "required": ["n"]]
        ]
        let program = try user.call(
            .programUpload, ProgramUpload(idempotencyKey: "u", metadata: .object(members)),
            body: Array("source".utf8)
        ).json(as: ProgramVersion.self).programID
        let run = JobRun(programID: program, idempotencyKey: "batch")
        let inputs = [#"{"n":1}"#, #"{"n":"x"}"#, #"{"n":2}"#, "[]", "{}"]
        let refusal = try Self.batch(user, run, inputs)
        #expect(refusal.refusal == "inputs.invalid")
        let context = try refusal.json(as: ErrorReport.self).context
        #expect(context["count"] == "3")
        #expect(context["1.path"] == "/n")
        #expect(context["3.message"] == "The inputs are not a JSON object.")
        #expect(context["4.rule"] == "#/required")
        #expect(context["0.path"] == nil)
        #expect(try service.contents().jobs.isEmpty)
        // The key is not used up.
        #expect(try Self.batch(user, run, [inputs[0]]).refusal == nil)
    }

    @Test func aBatchIsWithinTheQuotasAsAWholeOrNotAtAll() throws {
        let service = try TestedCoordinator {
            $0.accountQueuedJobCountMax = 5
            $0.batchJobCountMax = 10
        }
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        func refusal(_ count: Int, key: String) throws -> String? {
            try Self.batch(user, JobRun(programID: program, idempotencyKey: key), Self.inputs(count)).refusal
        }
        #expect(try refusal(6, key: "1") == "account.quotaExceeded")
        #expect(try refusal(0, key: "2") == "command.invalid")
        #expect(try refusal(11, key: "3") == "command.invalid")
        #expect(try service.contents().jobs.isEmpty)
        #expect(try refusal(5, key: "4") == nil)
        #expect(try refusal(1, key: "5") == "account.quotaExceeded")
        #expect(try refusal(5, key: "4") == nil)
        #expect(try service.contents().jobs.count == 5)
    }

    @Test(arguments: [[-1], [1], [Int.max], [Int.min, 0]])
    func referencesThatAreNoneAreRefused(references: [Int]) throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let run = JobRun(programID: try user.upload(), idempotencyKey: "batch")
        #expect(try Self.batch(user, run, ["{}"], references: references).refusal == "command.invalid")
        #expect(try Self.batch(user, run, ["{}"], references: [0]).refusal == "wire.malformed")
    }

    @Test func aBatchOfASessionIsThatSessions() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let session = try user.call(.sessionOpen, SessionOpen(idempotencyKey: "open"))
            .json(as: SessionSummary.self).sessionID
        let run = JobRun(programID: try user.upload(), idempotencyKey: "batch", sessionID: session)
        _ = try Self.batch(user, run, Self.inputs(4))
        _ = try Self.batch(user, run, Self.inputs(4))
        let open = try user.call(.sessionGet, SessionName(sessionID: session)).json(as: SessionSummary.self)
        #expect(open.pendingJobCount == 4)
        let cancelled = try user.call(.sessionClose, SessionClose(sessionID: session, cancelsJobs: true))
        #expect(cancelled.refusal == nil)
        #expect(try service.contents().jobs.allSatisfy { $0.progress.status == .cancelled })
        let late = JobRun(programID: run.programID, idempotencyKey: "late", sessionID: session)
        #expect(try Self.batch(user, late, Self.inputs(1)).refusal == "session.closed")
    }
}

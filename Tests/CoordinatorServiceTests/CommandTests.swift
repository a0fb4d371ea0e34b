import ContentHashing
import JobStore
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

/// What each command answers when nothing is wrong.
@Suite struct CommandTests {
    @Test func aGreetingTellsWhoOneIsAndWhereTheOtherSocketsAre() throws {
        let service = try TestedCoordinator()
        let hello = try service.connect(as: TestedCoordinator.user).call(.serviceHello).json(
            as: ServiceHello.self)
        #expect(hello.account == TestedCoordinator.user)
        #expect(hello.role == .author)
        #expect(hello.eventsEndpoint == "inproc://events")
        #expect(hello.bodiesEndpoint == "inproc://bodies")
    }

    @Test func aProgramIsUploadedListedShownUpdatedAndDeleted() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let id = try user.upload("Hello World")
        #expect(id.rawValue.hasPrefix("hello-world-"))
        let list = try user.call(.programList, Page()).json(as: ProgramList.self)
        #expect(list.programs.map(\.programID) == [id])
        #expect(list.count == 1)

        let update = ProgramUpdate(
            programID: id, idempotencyKey: "update", metadata: ["description": "Another."])
        let version = try user.call(.programUpdate, update).json(as: ProgramVersion.self)
        #expect(version.version == 2)
        let shown = try user.call(.programGet, ProgramName(programID: id))
        #expect(try shown.json(as: ProgramSummary.self).metadata.description == "Another.")
        #expect(try shown.json(as: ProgramSummary.self).metadata.name == "Hello World")
        #expect(try shown.body() == Array("source".utf8))
        let first = try user.call(.programGet, ProgramName(programID: id, version: 1)).json(
            as: ProgramSummary.self)
        #expect(first.metadata.description == "A test.")

        #expect(try user.call(.programDelete, ProgramName(programID: id)).refusal == nil)
        #expect(try user.call(.programGet, ProgramName(programID: id)).refusal == "program.notFound")
    }

    @Test func aJobRunsToItsResult() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        let run = JobRun(programID: program, idempotencyKey: "run", tags: ["a tag"])
        let job = try user.call(.jobRun, run, body: Array(#"{"iterations":3}"#.utf8)).json(
            as: JobAccepted.self
        ).jobID
        let lease = try executor.lease(of: job)
        #expect(try lease.body(at: 0) == Array("source".utf8))
        #expect(try lease.body(at: 1) == Array(#"{"iterations":3}"#.utf8))
        executor.publish(1...3, of: job)
        try executor.end(job, number: 4)
        try executor.answered(4, of: job)

        let summary = try user.call(.jobGet, job: job).json(as: JobSummary.self)
        #expect(summary.status == .completed)
        #expect(summary.tags == ["a tag"])
        #expect(summary.last == 7)
        let result = try user.call(.jobResult, job: job)
        #expect(try result.body() == Array("\"done\"".utf8))
        let withInputs = try user.call(.jobGet, job: job, flags: 1)
        #expect(try withInputs.body() == Array(#"{"iterations":3}"#.utf8))
        let list = try user.call(.jobList, JobListing(pending: false, tags: ["a tag"])).json(as: JobList.self)
        #expect(list.jobs.map(\.jobID) == [job])
        #expect(try user.call(.jobList, JobListing(pending: true)).json(as: JobList.self).jobs.isEmpty)
    }

    @Test func aTimelineIsReadInPagesAndKnowsItsLast() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        try executor.lease(of: job)
        executor.publish(1...5, of: job)
        try executor.end(job, number: 6)
        try executor.answered(6, of: job)

        let page = try user.call(.timelineRead, TimelineRead(after: 3, limit: 4), job: job)
        var events: [EventRecord] = []
        for frame in page.frames.dropFirst() {
            _ = try EventBlock.forEach(frame) { event in
                events.append(event)
                return true
            }
        }
        #expect(events.map(\.sequence) == [4, 5, 6, 7])
        let last = try user.call(.timelineLast, job: job).json(as: TimelinePage.self)
        #expect(last.last == 9)
        #expect(last.isFinal)
        #expect(try service.statuses(of: job) == ["queued", "running", "completed"])
    }

    @Test func tagsAreReplacedAndAnEndedJobIsDeleted() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        #expect(try user.call(.jobTag, JobTags(tags: ["b"]), job: job).refusal == nil)
        #expect(try user.call(.jobGet, job: job).json(as: JobSummary.self).tags == ["b"])
        #expect(try user.call(.jobDelete, job: job).refusal == "job.notFinal")
        #expect(try user.call(.jobResult, job: job).refusal == "job.notFinal")
        _ = try user.call(.jobCancel, job: job)
        #expect(try user.call(.jobDelete, job: job).refusal == nil)
        #expect(try user.call(.jobGet, job: job).refusal == "job.notFound")
    }

    @Test func backendsAndTheServiceTellHowTheyAre() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let before = try user.call(.backendList).json(as: BackendList.self).backends
        #expect(before.map(\.device.name) == ["simulator", "small"])
        #expect(before.allSatisfy { !$0.operational })
        let executor = try service.startWorkers(slots: 3)
        let backend = try user.call(.backendGet, BackendName(name: "simulator")).json(as: BackendStatus.self)
        #expect(backend.operational)
        #expect(try user.call(.backendGet, BackendName(name: "none")).refusal == "backend.notFound")

        let job = try user.run(try user.upload())
        try executor.lease(of: job)
        let status = try user.call(.serviceStatus).json(as: ServiceStatus.self)
        #expect(status.workers.map(\.slots).max() == 3)
        #expect(status.runningJobCount == 1)
        #expect(status.queuedJobCount == 0)
    }

    @Test func anAdministratorMakesListsAndDeletesAccounts() throws {
        let service = try TestedCoordinator()
        let administrator = try service.connect(as: TestedCoordinator.administrator)
        let new = AccountID("new")
        let token = try administrator.call(.accountCreate, AccountCreate(account: new, role: .user))
            .json(as: AccountToken.self)
        #expect(token.token.hasPrefix("spw_new_"))
        let twice = try administrator.call(.accountCreate, AccountCreate(account: new, role: .user))
        #expect(twice.refusal == "store.conflict")
        let list = try administrator.call(.accountList, Page()).json(as: AccountList.self)
        #expect(list.accounts.contains { $0.account == new })
        #expect(try administrator.call(.accountDelete, AccountName(account: new)).refusal == nil)
        #expect(
            try administrator.call(.accountDelete, AccountName(account: new)).refusal == "account.notFound")
        let itself = AccountName(account: TestedCoordinator.administrator)
        #expect(try administrator.call(.accountDelete, itself).refusal == "command.invalid")
    }

    @Test func aBodyTravelsInChunksAndIsReadBackByItsName() throws {
        let service = try TestedCoordinator()
        let bodies = try service.connect(as: TestedCoordinator.user, to: "inproc://bodies")
        let bytes = [UInt8](repeating: 7, count: 1000)
        let reference = ContentHash.reference(to: bytes)
        let first = BodyPut(hash: reference.hashText, byteCount: 1000, offset: 0)
        let half = try bodies.call(.bodyPut, first, body: Array(bytes[..<600])).json(as: BodyProgress.self)
        #expect(half.received == 600)
        let second = BodyPut(hash: reference.hashText, byteCount: 1000, offset: 600)
        let whole = try bodies.call(.bodyPut, second, body: Array(bytes[600...])).json(as: BodyProgress.self)
        #expect(whole.received == 1000)
        let wish = BodyGet(hash: reference.hashText, offset: 900, byteCount: 500)
        let answer = try bodies.call(.bodyGet, wish)
        #expect(try answer.body() == Array(bytes[900...]))
    }
}

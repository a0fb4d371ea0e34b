import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

/// Commands that come twice under one key.
@Suite struct IdempotencyTests {
    @Test func theSameKeyAgainGetsTheFirstAnswer() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload(key: "upload")
        #expect(try user.upload(key: "upload") == program)
        let job = try user.run(program, key: "run")
        let before = try service.contents()
        #expect(try user.run(program, key: "run") == job)
        #expect(try service.contents() == before)
        #expect(before.jobs.count == 1)
        #expect(before.programs.count == 1)
    }

    /// A command of another kind, and one with other contents, also when the first is under way still.
    @Test func aKeyOfAnotherCommandIsRefusedAndNothingIsDone() throws {
        let service = try TestedCoordinator()
        _ = try service.startWorkers(slots: 4)
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        let run = JobRun(programID: program, idempotencyKey: "key")
        let first = try user.send(.jobRun, run, body: Array("{}".utf8))
        let second = try user.send(.jobRun, run, body: Array(#"{"a":1}"#.utf8))
        let job = try user.answer(to: first).json(as: JobAccepted.self).jobID
        #expect(try user.answer(to: second).refusal == "command.keyReused")
        let before = try service.contents()
        var tagged = run
        tagged.tags = ["x"]
        let others: [Message] = [
            try user.call(.sessionOpen, SessionOpen(idempotencyKey: "key")),
            try user.call(.jobRunBatch, JobRunBatch(run: run), body: Array("{}".utf8)),
            try user.call(.jobRun, tagged, body: Array("{}".utf8)),
            try user.call(
                .programUpload, ProgramUpload(idempotencyKey: "key", metadata: metadata()), body: [1]),
            try user.call(
                .programUpdate, ProgramUpdate(programID: program, idempotencyKey: "key", metadata: nil),
                body: [1]),
        ]
        for answer in others { #expect(answer.refusal == "command.keyReused") }
        #expect(try user.call(.sessionList, SessionListing()).json(as: SessionList.self).count == 0)
        #expect(try service.contents() == before)
        // The very same command still gets the first answer, and the refused ones left no hole in the versions.
        #expect(try user.call(.jobRun, run, body: Array("{}".utf8)).json(as: JobAccepted.self).jobID == job)
        let update = ProgramUpdate(programID: program, idempotencyKey: "update", metadata: nil)
        let version = try user.call(.programUpdate, update, body: [1]).json(as: ProgramVersion.self)
        #expect(version.version == 2)
        #expect(service.failures.events.isEmpty)
    }

    @Test func theSameKeyAfterARestartGetsTheFirstAnswer() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        let job = try user.run(program)
        service.restart()
        service.loop.run(for: .milliseconds(100))
        #expect(try user.run(program) == job)
        #expect(try service.contents().jobs.count == 1)
    }

    @Test func theSameKeyAfterTheProgramsDeletionGetsTheFirstAnswer() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        let job = try user.run(program, key: "run")
        let batch = JobRunBatch(run: JobRun(programID: program, idempotencyKey: "batch"))
        let jobs = try user.call(.jobRunBatch, batch, body: Array("{}".utf8)).json(as: JobsAccepted.self)
        #expect(try user.call(.programDelete, ProgramName(programID: program)).refusal == nil)
        #expect(try user.run(program, key: "run") == job)
        let again = try user.call(.jobRunBatch, batch, body: Array("{}".utf8)).json(as: JobsAccepted.self)
        #expect(again == jobs)
    }

    @Test(arguments: [false, true])
    func theSameKeyTwiceInOneCommitMakesOneJob(hasExecutor: Bool) throws {
        let service = try TestedCoordinator()
        let executor = hasExecutor ? try service.startWorkers(slots: 2) : nil
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        service.slowCommits(to: .milliseconds(50))
        // Holds the disk while the two come in.
        try user.send(.programUpload, ProgramUpload(idempotencyKey: "other", metadata: metadata()), body: [1])
        service.loop.run(for: .milliseconds(10))
        let run = JobRun(programID: program, idempotencyKey: "run")
        let first = try user.send(.jobRun, run, body: Array("{}".utf8))
        let second = try user.send(.jobRun, run, body: Array("{}".utf8))
        let job = try user.answer(to: first).json(as: JobAccepted.self).jobID
        #expect(try user.answer(to: second).json(as: JobAccepted.self).jobID == job)
        #expect(service.batches.events.contains(2))
        #expect(try service.contents().jobs.count == 1)
        if let executor {
            service.loop.run(for: .seconds(1))
            #expect(Set(executor.messages(.lease).map(\.header.job)) == [job])
            // The slot that the repetition had taken is free again.
            let another = try user.run(program, key: "another")
            try executor.lease(of: another)
        }
    }

    @Test func anUpdateThatComesTwiceLeavesRoomForTheNext() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        for (key, version) in [("first", 2), ("first", 2), ("second", 3)] {
            let update = ProgramUpdate(programID: program, idempotencyKey: key, metadata: nil)
            let sent = try user.send(.programUpdate, update, body: [1])
            #expect(try user.answer(to: sent).json(as: ProgramVersion.self).version == version)
        }
    }

    @Test func anUpdateChangesNoVisibility() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let other = try service.connect(as: TestedCoordinator.other)
        let program = try user.upload(isPublic: true)
        let wish = ProgramVisibility(programID: program, isPublic: false)
        _ = try user.answer(to: user.send(.programSetVisibility, wish))
        let update = ProgramUpdate(programID: program, idempotencyKey: "update", metadata: nil)
        _ = try user.answer(to: user.send(.programUpdate, update, body: [1]))
        let asked = try other.send(.programGet, ProgramName(programID: program))
        #expect(try other.answer(to: asked).header.kind == .error)
    }

    // feature: 20
    @Test func anotherAccountsEqualKeyIsAnotherKey() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let other = try service.connect(as: TestedCoordinator.other)
        let program = try user.upload(isPublic: true)
        let job = try user.run(program)
        #expect(try other.run(program) != job)
        #expect(try service.contents().jobs.count == 2)
    }

    @Test func twoDeletionsAtOnceAreBothAnsweredAndNothingEnds() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        let job = try user.run(program)
        _ = try user.call(.jobCancel, job: job)
        service.slowCommits(to: .milliseconds(50))
        try user.send(.programUpload, ProgramUpload(idempotencyKey: "other", metadata: metadata()), body: [1])
        service.loop.run(for: .milliseconds(10))
        let numbers = [
            user.send(.jobDelete, job: job), user.send(.jobDelete, job: job),
            try user.send(
                .jobRun, JobRun(programID: program, idempotencyKey: "next"), body: Array("{}".utf8)),
        ]
        let answers = try numbers.map { try user.answer(to: $0) }
        #expect(Set(answers.prefix(2).map(\.refusal)) == [nil, "store.conflict"])
        // What shared their commit is not held up.
        #expect(answers[2].refusal == nil)
        #expect(try user.call(.serviceStatus).refusal == nil)
        #expect(service.failures.events.isEmpty)
    }

    @Test func twoUpdatesAtOnceMakeTwoVersions() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        service.slowCommits(to: .milliseconds(50))
        let numbers = try ["a", "b"].map {
            try user.send(.programUpdate, ProgramUpdate(programID: program, idempotencyKey: $0))
        }
        let versions = try numbers.map { try user.answer(to: $0).json(as: ProgramVersion.self).version }
        #expect(versions.sorted() == [2, 3])
        #expect(service.failures.events.isEmpty)
    }
}

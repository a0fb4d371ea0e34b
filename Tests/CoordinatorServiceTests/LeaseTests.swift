import CoordinatorService
import InProcessBus
import JobStore
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

/// What the coordinator does when a lease, an executor, or the coordinator itself is lost.
@Suite struct LeaseTests {
    @Test func aLeaseThatIsLostOnItsWayIsSentAgainUnderTheSameNumber() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        service.bus.link.setPolicy(FaultPolicy(loss: 1), for: .reply)
        try user.send(.jobRun, JobRun(programID: program, idempotencyKey: "run"), body: Array("{}".utf8))
        service.loop.run(for: .milliseconds(50))
        #expect(executor.messages(.lease).isEmpty)
        service.bus.link.setPolicy(.reliable, for: .reply)
        let job = try unwrap(try service.contents().jobs.first).id
        try executor.lease(of: job, attempt: 1)
        try executor.end(job, number: 1)
        try executor.answered(1, of: job)
        #expect(try service.statuses(of: job) == ["queued", "running", "completed"])
    }

    @Test func anExecutorThatForgotAnAttemptItHadReportedOnGetsTheNext() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        try executor.lease(of: job)
        executor.publish(1...2, of: job)
        try executor.answered(2, of: job)
        executor.takesLeases = false
        executor.attempts = []
        try executor.register()
        try executor.lease(of: job, attempt: 2)
        #expect(try service.statuses(of: job).prefix(4) == ["queued", "running", "restarted", "running"])
    }

    @Test func aNewStartOfAnExecutorGetsTheNextAttemptAtOnce() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        try executor.lease(of: job)
        executor.attempts = []
        let admission = try executor.register(incarnation: "2")
        #expect(admission.known.isEmpty)
        try executor.lease(of: job, attempt: 2, within: .milliseconds(100))
    }

    @Test func aReportOfAnAttemptThatIsOverIsAnsweredAsStaleAndNotStored() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        try executor.lease(of: job)
        executor.attempts = []
        try executor.register(incarnation: "2")
        try executor.lease(of: job, attempt: 2)
        service.loop.run(for: .milliseconds(100))
        let before = try service.timeline(of: job)
        executor.publish(1...3, of: job, attempt: 1)
        _ = try executor.caller.next("an answer") {
            $0.header.kind == .reportAnswer && $0.header.attempt == 1 && $0.header.flags & 1 != 0
        }
        #expect(try service.timeline(of: job) == before)
    }

    @Test func reportsThatComeTwiceOrWithAHoleAreStoredOnceAndDense() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        try executor.lease(of: job)
        executor.publish(1...3, of: job)
        executor.publish(1...3, of: job)
        executor.publish(5...6, of: job)
        executor.publish(3...5, of: job)
        try executor.answered(5, of: job)
        let interim = try service.timeline(of: job).filter { $0.kind == .interim }
        #expect(interim.map { String(decoding: $0.body, as: UTF8.self) } == ["1", "2", "3", "4", "5"])
    }

    @Test func aSilentExecutorLosesItsLeaseAfterItsTimeAndAnotherGetsTheNextAttempt() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        try executor.lease(of: job)
        service.loop.run(for: .milliseconds(300))
        executor.isBeating = false
        service.loop.run(for: .milliseconds(800))
        #expect(try service.statuses(of: job) == ["queued", "running"])
        service.loop.run(for: .milliseconds(500))
        #expect(try service.statuses(of: job) == ["queued", "running", "restarted"])
        let another = try HandWorker(service, name: "another", role: .executor)
        try another.register()
        try another.lease(of: job, attempt: 2)
    }

    @Test func aJobWhoseExecutorsAreAllLostEndsAsLost() throws {
        let service = try TestedCoordinator { $0.attemptCountMax = 2 }
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        for attempt in 1...2 {
            try executor.lease(of: job, attempt: attempt)
            executor.attempts = []
            try executor.register(incarnation: "\(attempt + 1)")
        }
        try service.waitForStatus(.lost, of: job)
        #expect(try user.call(.jobResult, job: job).json(as: JobSummary.self).code == "job.lost")
    }

    @Test func nobodyIsBlamedForTheTimeThatTheCoordinatorWasAway() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        try executor.lease(of: job)
        executor.isBeating = false
        service.loop.run(for: .milliseconds(700))
        service.restart()
        // One full lease from the new start, although its time was nearly over before.
        service.loop.run(for: .milliseconds(900))
        #expect(try service.statuses(of: job) == ["queued", "running"])
        let admission = try executor.register()
        #expect(admission.known.map(\.jobID) == [job])
        executor.isBeating = true
        service.loop.run(for: .seconds(3))
        #expect(try service.statuses(of: job) == ["queued", "running"])
        #expect(executor.messages(.lease).filter { $0.header.attempt > 1 }.isEmpty)
    }

    @Test func anExecutorThatNeverComesBackAfterARestartLosesItsAttempt() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        try executor.lease(of: job)
        executor.isBeating = false
        service.restart()
        service.loop.run(for: .milliseconds(1300))
        #expect(try service.statuses(of: job) == ["queued", "running", "restarted"])
    }

    @Test func aWorkerThatIsNotKnownIsToldSo() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        service.restart()
        _ = try executor.caller.next("the answer") { $0.header.kind == .unknownWorker }
    }

    @Test func aDrainingExecutorGetsNothingNew() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        executor.caller.send(Message(MessageHeader(.drain)))
        service.loop.run(for: .milliseconds(50))
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        service.loop.run(for: .seconds(1))
        #expect(executor.messages(.lease).isEmpty)
        #expect(try service.statuses(of: job) == ["queued"])
    }

    @Test func aJobPinsTheVersionThatWasNewestWhenItWasAccepted() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        let job = try user.run(program)
        let update = ProgramUpdate(programID: program, idempotencyKey: "update")
        _ = try user.call(.programUpdate, update, body: Array("newer".utf8))
        let later = try user.run(program, key: "later")
        _ = try user.call(.programDelete, ProgramName(programID: program))
        service.restart()
        service.loop.run(for: .milliseconds(100))
        let executor = try service.startWorkers(slots: 2)
        #expect(try executor.lease(of: job).body(at: 0) == Array("source".utf8))
        #expect(try executor.lease(of: later).body(at: 0) == Array("newer".utf8))
        #expect(try user.call(.jobGet, job: job).json(as: JobSummary.self).programVersion == 1)
        #expect(try user.call(.jobGet, job: later).json(as: JobSummary.self).programVersion == 2)
    }
}

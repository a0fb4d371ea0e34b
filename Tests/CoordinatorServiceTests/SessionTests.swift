import CoordinatorService
import InProcessBus
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

/// Sessions, as clients and executors see them.
@Suite struct SessionTests {
    private static func open(
        _ user: Caller, key: String = "open", timeToLive: Int? = nil, idle: Int? = nil, backend: String? = nil
    ) throws -> Message {
        try user.call(
            .sessionOpen,
            SessionOpen(idempotencyKey: key, backend: backend, timeToLive: timeToLive, idleTimeMax: idle))
    }

    private static func opened(_ user: Caller, key: String = "open", timeToLive: Int? = nil, idle: Int? = nil)
        throws -> SessionID
    {
        try Self.open(user, key: key, timeToLive: timeToLive, idle: idle).json(as: SessionSummary.self)
            .sessionID
    }

    private static func run(
        _ user: Caller, _ program: ProgramID, in session: SessionID, key: String, backend: String? = nil
    ) throws -> Message {
        try user.call(
            .jobRun,
            JobRun(programID: program, idempotencyKey: key, backend: backend, sessionID: session),
            body: Array("{}".utf8))
    }

    private static func summary(_ user: Caller, _ session: SessionID) throws -> SessionSummary {
        try user.call(.sessionGet, SessionName(sessionID: session)).json(as: SessionSummary.self)
    }

    private static func close(_ user: Caller, _ session: SessionID, cancelsJobs: Bool? = nil) throws
        -> Message
    {
        try user.call(.sessionClose, SessionClose(sessionID: session, cancelsJobs: cancelsJobs))
    }

    @Test func aLeaseNamesTheSessionAndItsJobsAreListed() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let session = try Self.open(user, idle: 60, backend: "small").json(as: SessionSummary.self)
        #expect(session.status == .open)
        #expect(session.backend == "small")
        let program = try user.upload()
        let job = try Self.run(user, program, in: session.sessionID, key: "1", backend: "simulator")
            .json(as: JobAccepted.self)
        let grant = try executor.lease(of: job.jobID).json(as: LeaseGrant.self)
        #expect(grant.session == LeaseSession(sessionID: session.sessionID, idleTimeMax: 60))
        let other = try Self.run(user, program, in: session.sessionID, key: "2").json(as: JobAccepted.self)
        #expect(other.backend == "small")
        #expect(try Self.summary(user, session.sessionID).pendingJobCount == 2)
        let list = try user.call(.jobList, JobListing(sessionID: session.sessionID)).json(as: JobList.self)
        #expect(list.jobs.map(\.jobID) == [other.jobID, job.jobID])
    }

    @Test func theSameKeyOpensOneSession() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let first = try Self.opened(user)
        #expect(try Self.opened(user) == first)
        service.restart()
        service.loop.run(for: .milliseconds(100))
        #expect(try Self.opened(user) == first)
        let list = try user.call(.sessionList, SessionListing()).json(as: SessionList.self)
        #expect(list.count == 1)
    }

    @Test func aClosedSessionTakesNoJobsAndItsJobsGoOn() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let session = try Self.opened(user)
        let program = try user.upload()
        let job = try Self.run(user, program, in: session, key: "1").json(as: JobAccepted.self).jobID
        try executor.lease(of: job)
        let closed = try Self.close(user, session).json(as: SessionSummary.self)
        #expect(closed.status == .closed)
        #expect(closed.pendingJobCount == 1)
        #expect(try Self.run(user, program, in: session, key: "2").refusal == "session.closed")
        #expect(executor.messages(.sessionEnded).isEmpty)
        try executor.end(job, number: 1)
        try executor.answered(1, of: job)
        let told = try executor.caller.next("the session's end") { $0.header.kind == .sessionEnded }
        #expect(try told.json(as: SessionName.self).sessionID == session)
        #expect(try service.statuses(of: job).last == "completed")
        // The answer to the first job is still to be had under its key.
        #expect(
            try Self.run(user, program, in: session, key: "1").json(as: JobAccepted.self).jobID == job)
        #expect(try Self.close(user, session).json(as: SessionSummary.self).endedAt == closed.endedAt)
    }

    @Test func aCancelledSessionCancelsWhatWaitsAndWhatRuns() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers(slots: 1)
        let user = try service.connect(as: TestedCoordinator.user)
        let session = try Self.opened(user)
        let program = try user.upload()
        let running = try Self.run(user, program, in: session, key: "1").json(as: JobAccepted.self).jobID
        try executor.lease(of: running)
        let waiting = try Self.run(user, program, in: session, key: "2").json(as: JobAccepted.self).jobID
        let outside = try user.run(program, key: "3")
        let answer = try Self.close(user, session, cancelsJobs: true).json(as: SessionSummary.self)
        #expect(answer.status == .cancelled)
        #expect(try service.statuses(of: waiting).last == "cancelled")
        #expect(try service.statuses(of: running).last == "cancelling")
        _ = try executor.caller.next("the order to stop") {
            $0.header.kind == .stop && $0.header.job == running
        }
        try executor.end(running, number: 1, .cancelled)
        try service.waitForStatus(.cancelled, of: running)
        try executor.lease(of: outside)
        _ = try executor.caller.next("the session's end") { $0.header.kind == .sessionEnded }
    }

    @Test func theEndOfALongSessionLeavesRoomForTheCommandsOfOthers() throws {
        let service = try TestedCoordinator {
            $0.pendingTransactionCountMax = 10
            $0.commitTransactionCountMax = 4
        }
        let user = try service.connect(as: TestedCoordinator.user)
        let session = try Self.opened(user)
        let program = try user.upload()
        let jobs = try (1...30).map {
            try Self.run(user, program, in: session, key: "\($0)").json(as: JobAccepted.self).jobID
        }
        let other = try service.connect(as: TestedCoordinator.other)
        let mine = try other.upload("other", key: "other")
        service.slowCommits(to: .milliseconds(20))
        let closing = try user.send(.sessionClose, SessionClose(sessionID: session, cancelsJobs: true))
        for number in 1...4 { _ = try other.run(mine, key: "o\(number)") }
        #expect(!user.received.events.contains { $0.header.sequence == closing })
        #expect(try user.answer(to: closing).json(as: SessionSummary.self).pendingJobCount == 0)
        for job in jobs { #expect(try service.statuses(of: job).last == "cancelled") }
    }

    @Test func whatACancelledSessionLeftIsCancelledByTheNextCoordinator() throws {
        let service = try TestedCoordinator { $0.commitTransactionCountMax = 4 }
        let user = try service.connect(as: TestedCoordinator.user)
        let session = try Self.opened(user)
        let program = try user.upload()
        let jobs = try (1...30).map {
            try Self.run(user, program, in: session, key: "\($0)").json(as: JobAccepted.self).jobID
        }
        service.slowCommits(to: .milliseconds(20))
        let wish = SessionClose(sessionID: session, cancelsJobs: true)
        try user.send(.sessionClose, wish)
        let repeated = try user.send(.sessionClose, wish)
        service.loop.run(for: .milliseconds(70))
        let ended = try jobs.filter { try service.statuses(of: $0).last == "cancelled" }
        #expect((1..<30).contains(ended.count))
        service.restart()
        for job in jobs { try service.waitForStatus(.cancelled, of: job) }
        #expect(!user.received.events.contains { $0.header.sequence == repeated })
        #expect(try user.call(.sessionClose, wish).json(as: SessionSummary.self).status == .cancelled)
    }

    @Test func aCancelRightBehindACloseIsNoRepetitionOfIt() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let session = try Self.opened(user)
        let job = try Self.run(user, try user.upload(), in: session, key: "1").json(as: JobAccepted.self)
            .jobID
        service.slowCommits(to: .milliseconds(50))
        let closing = try user.send(.sessionClose, SessionClose(sessionID: session))
        let cancelling = try user.send(.sessionClose, SessionClose(sessionID: session, cancelsJobs: true))
        _ = try user.answer(to: closing)
        #expect(try user.answer(to: cancelling).json(as: SessionSummary.self).status == .cancelled)
        #expect(try service.statuses(of: job).last == "cancelled")
    }

    @Test func aRepeatedCommandAndTheEndOfItsSessionMeetWithoutHarm() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let session = try Self.opened(user)
        let program = try user.upload()
        let job = try Self.run(user, program, in: session, key: "1").json(as: JobAccepted.self).jobID
        service.slowCommits(to: .milliseconds(50))
        // Holds the disk while the others come in.
        try user.send(.programUpload, ProgramUpload(idempotencyKey: "other", metadata: metadata()), body: [1])
        service.loop.run(for: .milliseconds(10))
        let commands = try ["1", "2"].map {
            try user.send(
                .jobRun, JobRun(programID: program, idempotencyKey: $0, sessionID: session),
                body: Array("{}".utf8))
        }
        let closing = try user.send(.sessionClose, SessionClose(sessionID: session, cancelsJobs: true))
        #expect(try user.answer(to: commands[0]).json(as: JobAccepted.self).jobID == job)
        let other = try user.answer(to: commands[1]).json(as: JobAccepted.self).jobID
        #expect(try user.answer(to: closing).json(as: SessionSummary.self).status == .cancelled)
        for id in [job, other] { try service.waitForStatus(.cancelled, of: id) }
        #expect(service.failures.events.isEmpty)
    }

    @Test func jobsOfAClosedSessionCanStillBeCancelledWithIt() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let session = try Self.opened(user)
        let job = try Self.run(user, try user.upload(), in: session, key: "1").json(as: JobAccepted.self)
            .jobID
        _ = try Self.close(user, session)
        service.restart()
        service.loop.run(for: .milliseconds(100))
        let summary = try Self.close(user, session, cancelsJobs: true).json(as: SessionSummary.self)
        #expect(summary.status == .cancelled)
        #expect(try service.statuses(of: job).last == "cancelled")
        #expect(try Self.close(user, session, cancelsJobs: true).refusal == nil)
        #expect(service.failures.events.isEmpty)
    }

    @Test func aSessionThatWasClosedIsCancelledWithTheJobsThatItHas() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let session = try Self.opened(user)
        let job = try Self.run(user, try user.upload(), in: session, key: "1").json(as: JobAccepted.self)
            .jobID
        let closed = try Self.close(user, session).json(as: SessionSummary.self)
        #expect(closed.status == .closed)
        let cancelled = try Self.close(user, session, cancelsJobs: true).json(as: SessionSummary.self)
        #expect(cancelled.status == .cancelled && cancelled.endedAt == closed.endedAt)
        #expect(try service.statuses(of: job).last == "cancelled")
        #expect(try Self.summary(user, session).status == .cancelled)
        // Without jobs there is nothing to be cancelled any more.
        let empty = try Self.opened(user, key: "empty")
        _ = try Self.close(user, empty)
        let still = try Self.close(user, empty, cancelsJobs: true).json(as: SessionSummary.self)
        #expect(still.status == .closed)
    }

    @Test func aSessionEndsWhenItsTimeIsOver() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let session = try Self.opened(user, timeToLive: 2)
        let program = try user.upload()
        service.loop.run(for: .seconds(1))
        service.restart()
        service.loop.run(for: .milliseconds(1100))
        #expect(try Self.run(user, program, in: session, key: "1").refusal == "session.closed")
        service.loop.run(for: .milliseconds(300))
        let summary = try Self.summary(user, session)
        #expect(summary.status == .expired)
        #expect(summary.reason == "Its time to live was over.")
    }

    @Test func aSessionEndsWhenNoJobComesForTooLong() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let session = try Self.opened(user, idle: 2)
        let program = try user.upload()
        let job = try Self.run(user, program, in: session, key: "1").json(as: JobAccepted.self).jobID
        try executor.lease(of: job)
        service.loop.run(for: .seconds(5))
        #expect(try Self.summary(user, session).status == .open)
        try executor.end(job, number: 1)
        try executor.answered(1, of: job)
        service.loop.run(for: .seconds(1))
        #expect(try Self.summary(user, session).status == .open)
        service.loop.run(for: .milliseconds(1500))
        #expect(try Self.summary(user, session).status == .expired)
    }

    @Test func aSessionAndItsJobsOutliveTheCoordinator() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let session = try Self.opened(user)
        let program = try user.upload()
        let job = try Self.run(user, program, in: session, key: "1").json(as: JobAccepted.self).jobID
        try executor.lease(of: job)
        service.restart()
        service.loop.run(for: .milliseconds(300))
        #expect(try Self.summary(user, session).pendingJobCount == 1)
        try executor.register()
        try executor.end(job, number: 1)
        try executor.answered(1, of: job)
        #expect(try Self.summary(user, session).pendingJobCount == 0)
        #expect(try Self.run(user, program, in: session, key: "2").refusal == nil)
    }

    @Test func aJobGoesWhereTheSessionsLastOneCompleted() throws {
        let service = try TestedCoordinator()
        try HandWorker(service, name: "simulator", role: .simulator).register()
        let executors = try ["a", "b"].map { name in
            let executor = try HandWorker(service, name: name, role: .executor)
            try executor.register(slots: 2)
            return executor
        }
        let user = try service.connect(as: TestedCoordinator.user)
        let session = try Self.opened(user)
        let program = try user.upload()
        // One job keeps the first executor busy, so that the next one goes to the other.
        let outside = try user.run(program, key: "outside")
        try executors[0].lease(of: outside)
        var job = try Self.run(user, program, in: session, key: "0").json(as: JobAccepted.self).jobID
        try executors[1].lease(of: job)
        try executors[0].end(outside, number: 1)
        try executors[0].answered(1, of: outside)
        for index in 1...3 {
            try executors[1].end(job, number: 1)
            try executors[1].answered(1, of: job)
            job = try Self.run(user, program, in: session, key: "\(index)").json(as: JobAccepted.self).jobID
            try executors[1].lease(of: job)
        }
    }

    @Test func sessionsOfOthersAreNotToBeSeen() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let other = try service.connect(as: TestedCoordinator.other)
        let session = try Self.opened(user)
        let program = try other.upload()
        #expect(try Self.run(other, program, in: session, key: "1").refusal == "session.notFound")
        #expect(
            try Self.run(other, program, in: SessionID("none"), key: "2").refusal == "session.notFound")
        #expect(try Self.close(other, session).refusal == "session.notFound")
        #expect(
            try other.call(.sessionGet, SessionName(sessionID: session)).refusal == "session.notFound")
        #expect(try other.call(.sessionList, SessionListing()).json(as: SessionList.self).count == 0)
        let administrator = try service.connect(as: TestedCoordinator.administrator)
        #expect(try Self.close(administrator, session).json(as: SessionSummary.self).status == .closed)
    }

    @Test func whatASessionAsksForIsWithinItsLimits() throws {
        let service = try TestedCoordinator { $0.accountOpenSessionCountMax = 2 }
        let user = try service.connect(as: TestedCoordinator.user)
        for seconds in [0, -1, 86_401, Int.max] {
            #expect(try Self.open(user, key: "a", timeToLive: seconds).refusal == "command.invalid")
            #expect(try Self.open(user, key: "a", idle: seconds).refusal == "command.invalid")
        }
        #expect(try Self.open(user, key: "a", backend: "none").refusal == "backend.notFound")
        let first = try Self.opened(user, key: "1")
        _ = try Self.opened(user, key: "2")
        #expect(try Self.open(user, key: "3").refusal == "account.quotaExceeded")
        #expect(try Self.opened(user, key: "1") == first)
        _ = try Self.close(user, first)
        #expect(try Self.open(user, key: "3").refusal == nil)
    }
}

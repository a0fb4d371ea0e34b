import InProcessBus
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

/// Wishes to stop, at every time of a job's life.
@Suite struct CancellationTests {
    // feature: 23
    @Test func aQueuedJobIsCancelledAtOnce() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        #expect(try user.call(.jobCancel, job: job).json(as: JobCancelled.self).status == .cancelled)
        #expect(try service.statuses(of: job) == ["queued", "cancelled"])
        // It is not leased to an executor that comes later.
        let executor = try service.startWorkers()
        service.loop.run(for: .seconds(1))
        #expect(executor.messages(.lease).isEmpty)
    }

    @Test func aRunningJobIsCancelledWhenItsExecutorSaysThatItIsGone() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        try executor.lease(of: job)
        #expect(try user.call(.jobCancel, job: job).json(as: JobCancelled.self).status == .cancelling)
        _ = try executor.caller.next("the order to stop") { $0.header.kind == .stop && $0.header.job == job }
        service.loop.run(for: .milliseconds(500))
        #expect(try service.statuses(of: job) == ["queued", "running", "cancelling"])
        try executor.end(job, number: 1, .cancelled)
        try service.waitForStatus(.cancelled, of: job)
        #expect(try user.call(.jobCancel, job: job).json(as: JobCancelled.self).status == .cancelled)
    }

    @Test func aCancelledJobTellsWhoWhenAndHowLongItTook() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        try executor.lease(of: job)
        let administrator = try service.connect(as: TestedCoordinator.administrator)
        _ = try administrator.call(.jobCancel, job: job)
        service.restart()
        service.loop.run(for: .seconds(1))
        try executor.register()
        try executor.end(job, number: 1, .cancelled)
        try service.waitForStatus(.cancelled, of: job)
        let last = try unwrap(try service.timeline(of: job).last)
        let end = try WireJSON.decode(StatusEvent.self, from: last.body)
        #expect(end.by == TestedCoordinator.administrator)
        #expect(try unwrap(end.tookSeconds) >= 1)
        let summary = try user.call(.jobGet, job: job).json(as: JobSummary.self)
        #expect(summary.canceller == TestedCoordinator.administrator)
        #expect(summary.cancelledAt == end.requestedAt)
    }

    @Test func anOrderToStopThatIsLostIsSentAgain() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        try executor.lease(of: job)
        service.loop.run(for: .milliseconds(250))
        service.bus.link.setPolicy(FaultPolicy(loss: 1), for: .reply)
        user.send(.jobCancel, job: job)
        service.loop.run(for: .milliseconds(50))
        #expect(executor.messages(.stop).isEmpty)
        service.bus.link.setPolicy(.reliable, for: .reply)
        _ = try executor.caller.next("the order to stop") { $0.header.kind == .stop && $0.header.job == job }
    }

    @Test func anEndedJobKeepsItsEnd() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        try executor.lease(of: job)
        try executor.end(job, number: 1)
        try executor.answered(1, of: job)
        let before = try service.contents()
        #expect(try user.call(.jobCancel, job: job).json(as: JobCancelled.self).status == .completed)
        service.restart()
        service.loop.run(for: .milliseconds(100))
        #expect(try user.call(.jobCancel, job: job).json(as: JobCancelled.self).status == .completed)
        #expect(try service.contents() == before)
    }
}

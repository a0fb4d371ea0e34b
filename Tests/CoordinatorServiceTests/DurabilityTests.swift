import CoordinatorService
import JobStore
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

/// Store first, then bus; and what happens when there is more than the store can take.
@Suite struct DurabilityTests {
    @Test func nothingIsAnsweredBeforeItIsDurable() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        service.slowCommits(to: .milliseconds(50))
        let run = JobRun(programID: program, idempotencyKey: "run")
        let number = try user.send(.jobRun, run, body: Array("{}".utf8))
        service.loop.run(for: .milliseconds(40))
        #expect(!user.received.events.contains { $0.header.sequence == number })
        // It dies in the middle of the commit: nobody was told, and nothing is there.
        service.restart()
        service.loop.run(for: .milliseconds(100))
        #expect(!user.received.events.contains { $0.header.sequence == number })
        #expect(try service.contents().jobs.isEmpty)
        _ = try user.run(program, key: "run")
    }

    @Test func reportsAreAnsweredAndPublishedOnlyWhenDurable() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        try executor.lease(of: job)
        let listener = try Listener(service, as: TestedCoordinator.user)
        listener.subscribe(to: job)
        service.loop.run(for: .milliseconds(100))
        service.slowCommits(to: .milliseconds(50))
        executor.publish(1...3, of: job)
        service.loop.run(for: .milliseconds(40))
        #expect(listener.events.isEmpty)
        #expect(executor.messages(.reportAnswer).isEmpty)
        try executor.answered(3, of: job)
        service.loop.run(for: .milliseconds(10))
        #expect(listener.events.map(\.sequence) == [3, 4, 5])
        #expect(try service.timeline(of: job).count == 5)
    }

    @Test func whatComesInDuringACommitSharesTheNext() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        service.slowCommits(to: .milliseconds(50))
        let numbers = try (0..<20).map {
            try user.send(
                .jobRun, JobRun(programID: program, idempotencyKey: "\($0)"), body: Array("{}".utf8))
        }
        for number in numbers { #expect(try user.answer(to: number).refusal == nil) }
        #expect(service.batches.events.max() ?? 0 >= 10)
        #expect(try service.contents().jobs.count == 20)
    }

    @Test func moreThanMayWaitForTheDiskIsRefusedAndLaterTaken() throws {
        let service = try TestedCoordinator { $0.pendingTransactionCountMax = 3 }
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        service.slowCommits(to: .milliseconds(50))
        let numbers = try (0..<20).map {
            try user.send(
                .jobRun, JobRun(programID: program, idempotencyKey: "\($0)"), body: Array("{}".utf8))
        }
        let refusals = try numbers.map { try user.answer(to: $0).refusal }
        #expect(Set(refusals) == [nil, "queue.full"])
        // Who reads or cancels is served all the same.
        for number in 20..<30 {
            try user.send(
                .jobRun, JobRun(programID: program, idempotencyKey: "\(number)"), body: Array("{}".utf8))
        }
        #expect(try user.call(.programGet, ProgramName(programID: program)).refusal == nil)
        service.loop.run(for: .seconds(1))
        for number in 0..<30 { _ = try user.run(program, key: "\(number)") }
        #expect(try service.contents().jobs.count == 30)
    }

    @Test func moreJobsThanMayWaitAreRefused() throws {
        let service = try TestedCoordinator { $0.queuedJobCountMax = 2 }
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        for number in 0..<2 { _ = try user.run(program, key: "\(number)") }
        let run = JobRun(programID: program, idempotencyKey: "third")
        #expect(try user.call(.jobRun, run, body: Array("{}".utf8)).refusal == "queue.full")
        #expect(try service.contents().jobs.count == 2)
    }

    @Test func jobsOfOneNeedAreLeasedInTheOrderInWhichTheyCame() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        let jobs = try (0..<5).map { try user.run(program, key: "\($0)") }
        service.restart()
        service.loop.run(for: .milliseconds(100))
        let executor = try service.startWorkers()
        for job in jobs {
            try executor.lease(of: job)
            try executor.end(job, number: 1)
        }
        #expect(executor.messages(.lease).map(\.header.job) == jobs)
    }

    /// Whatever number of slots workers claim, choosing among them ends nothing.
    @Test func workersThatClaimHugeNumbersEndNothing() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        _ = try service.startWorkers(slots: .max)
        let second = try HandWorker(service, name: "second", role: .executor)
        try second.register(slots: .max)
        let third = try HandWorker(service, name: "third", role: .executor)
        third.attempts = [AttemptProgress(jobID: JobID(high: 1, low: 1), attempt: .min, lastReport: .max)]
        try third.register(slots: .min)
        for number in 0..<8 { _ = try user.run(program, key: "\(number)") }
        service.loop.run(for: .seconds(1))
        #expect(service.failures.events.isEmpty)
        #expect(third.messages(.lease).isEmpty)
        #expect(try user.call(.serviceStatus).json(as: ServiceStatus.self).runningJobCount == 8)
    }
}

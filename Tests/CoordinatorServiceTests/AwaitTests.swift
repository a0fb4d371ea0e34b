import CoordinatorService
import InProcessBus
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

/// Waiting for the ends of jobs by one command.
@Suite struct AwaitTests {
    private static func events(_ answer: Message) throws -> [EventRecord] {
        var events: [EventRecord] = []
        for frame in answer.frames.dropFirst() {
            _ = try EventBlock.forEach(frame) {
                events.append($0)
                return true
            }
        }
        return events
    }

    private static func run(
        _ job: JobID, by executor: HandWorker, _ status: JobStatus = .completed, result: String = "\"done\""
    ) throws {
        try executor.lease(of: job)
        executor.publish(1...2, of: job)
        try executor.end(job, number: 3, status, result: result)
        try executor.answered(3, of: job)
    }

    @Test func theAnswerComesWithTheEndsThatAreWaitedFor() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers(slots: 3)
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        let jobs = try (1...3).map { try user.run(program, key: "\($0)") }
        let one = try user.send(.jobAwait, JobAwait(jobIDs: jobs))
        let all = try user.send(.jobAwait, JobAwait(jobIDs: jobs, countMin: 3))
        try Self.run(jobs[1], by: executor)
        let first = try user.answer(to: one)
        #expect(try first.json(as: JobsEnded.self).jobIDs == [jobs[1]])
        let ending = try Self.events(first)
        #expect(ending.map(\.kind) == [.result, .status])
        #expect(ending.map(\.body).first == Array("\"done\"".utf8))
        try Self.run(jobs[0], by: executor, .failed)
        try Self.run(jobs[2], by: executor)
        let last = try user.answer(to: all)
        #expect(try last.json(as: JobsEnded.self).jobIDs == jobs)
        #expect(try Self.events(last).map(\.kind) == [.status, .result, .status, .result, .status])
    }

    @Test func patienceEndsWithWhatThereIs() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers(slots: 2)
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        let jobs = try (1...2).map { try user.run(program, key: "\($0)") }
        let none = try user.call(.jobAwait, JobAwait(jobIDs: jobs, patienceMilliseconds: 50))
        #expect(try none.json(as: JobsEnded.self).jobIDs.isEmpty)
        try Self.run(jobs[0], by: executor)
        let some = try user.call(.jobAwait, JobAwait(jobIDs: jobs, countMin: 2, patienceMilliseconds: 0))
        #expect(try some.json(as: JobsEnded.self).jobIDs == [jobs[0]])
    }

    @Test func jobsThatEndedLongAgoAreToldOfFromTheStore() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        let job = try user.run(program)
        try Self.run(job, by: executor)
        service.restart()
        service.loop.run(for: .seconds(1))
        let answer = try user.call(.jobAwait, JobAwait(jobIDs: [job]))
        #expect(try answer.json(as: JobsEnded.self).jobIDs == [job])
        #expect(try Self.events(answer).map(\.kind) == [.result, .status])
    }

    @Test func anAnswerHoldsNoMoreThanAPage() throws {
        let service = try TestedCoordinator { $0.timelinePageByteCountMax = 1000 }
        let executor = try service.startWorkers(slots: 3)
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        let jobs = try (1...3).map { try user.run(program, key: "\($0)") }
        let result = "\"" + String(repeating: "x", count: 600) + "\""
        for job in jobs { try Self.run(job, by: executor, result: result) }
        var rest = jobs
        while !rest.isEmpty {
            let answer = try user.call(.jobAwait, JobAwait(jobIDs: rest))
            let told = try answer.json(as: JobsEnded.self).jobIDs
            #expect(told == [rest[0]])
            #expect(try Self.events(answer).map(\.body).contains(Array(result.utf8)))
            rest.removeAll { told.contains($0) }
            guard !told.isEmpty else { return }
        }
    }

    @Test func badWishesAreRefused() throws {
        let service = try TestedCoordinator {
            $0.awaitedJobCountMax = 3
            $0.accountAwaitedJobCountMax = 3
        }
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        let jobs = try (1...4).map { try user.run(program, key: "\($0)") }
        #expect(try user.call(.jobAwait, JobAwait(jobIDs: [])).refusal == "command.invalid")
        #expect(try user.call(.jobAwait, JobAwait(jobIDs: jobs)).refusal == "command.invalid")
        #expect(try user.call(.jobAwait, JobAwait(jobIDs: [jobs[0], jobs[0]])).refusal == "command.invalid")
        let unknown = JobID(high: 1, low: 1)
        #expect(try user.call(.jobAwait, JobAwait(jobIDs: [jobs[0], unknown])).refusal == "job.notFound")
        let stranger = try service.connect(as: TestedCoordinator.other)
        #expect(try stranger.call(.jobAwait, JobAwait(jobIDs: [jobs[0]])).refusal == "job.notFound")
        _ = try user.send(.jobAwait, JobAwait(jobIDs: Array(jobs.prefix(2))))
        let more = JobAwait(jobIDs: Array(jobs.suffix(2)))
        #expect(try user.call(.jobAwait, more).refusal == "queue.full")
        let negative = JobAwait(jobIDs: [jobs[0]], countMin: .min, patienceMilliseconds: .min)
        #expect(try user.call(.jobAwait, negative).json(as: JobsEnded.self).jobIDs.isEmpty)
    }
}

import CoordinatorService
import InProcessBus
import MessageBus
import RuntimeClient
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

/// What readers of many jobs are told, whatever is lost on the way.
@Suite struct FeedTests {
    /// A reader of many jobs, and what it was shown.
    private final class Reader {
        let seen = EventRecorder<JobEvent>()
        /// The code of the error that ended the reading.
        let end = EventRecorder<String>()
        private let task: Task<Void, Never>

        init(_ client: RuntimeClient, _ choice: JobChoice = JobChoice(), createdAfter: Timestamp? = nil) {
            let (seen, end) = (self.seen, self.end)
            self.task = Task(executorPreference: client.connection.loop) {
                do {
                    for try await event in client.events(of: choice, createdAfter: createdAfter) {
                        seen.record(event)
                    }
                } catch let error as RuntimeError {
                    end.record(error.code.rawValue)
                } catch {
                    end.record("\(error)")
                }
            }
        }

        deinit { self.task.cancel() }

        var jobs: Set<JobID> { Set(self.seen.events.map(\.job)) }

        func sequences(of job: JobID) -> [UInt64] {
            self.seen.events.filter { $0.job == job }.map(\.sequence)
        }
    }

    private func tagged(_ caller: Caller, _ program: ProgramID, _ key: String, _ tags: [String]) throws
        -> JobID
    {
        let run = JobRun(programID: program, idempotencyKey: key, tags: tags)
        return try caller.call(.jobRun, run, body: Array("{}".utf8)).json(as: JobAccepted.self).jobID
    }

    private func runToItsEnd(_ job: JobID, by executor: HandWorker, messages: UInt64 = 3) throws {
        try executor.lease(of: job)
        executor.publish(1...messages, of: job)
        try executor.end(job, number: messages + 1)
        try executor.answered(messages + 1, of: job)
    }

    @Test func everyJobOfAChoiceIsToldOfFromItsFirstEventOnAndNoOther() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        let before = try self.tagged(user, program, "before", ["a", "b"])
        let reader = Reader(try service.connectClient(), JobChoice(tags: ["a"]))
        service.loop.run(until: { reader.jobs == [before] }, within: .seconds(30))
        let after = try self.tagged(user, program, "after", ["a"])
        let unwanted = try self.tagged(user, program, "unwanted", ["b"])
        for job in [before, after, unwanted] { try self.runToItsEnd(job, by: executor) }
        service.loop.run(until: { reader.seen.events.count >= 14 }, within: .seconds(30))
        service.loop.run(for: .seconds(10))
        #expect(reader.sequences(of: before) == Array(1...7))
        #expect(reader.sequences(of: after) == Array(1...7))
        #expect(reader.jobs == [before, after])
    }

    @Test func jobsThatHaveEndedAreToldOfWhenTheirTimeIsWished() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        let old = try self.tagged(user, program, "old", [])
        try self.runToItsEnd(old, by: executor)
        service.loop.run(for: .seconds(1))
        let now = service.loop.timestamp
        let ended = try self.tagged(user, program, "ended", [])
        try self.runToItsEnd(ended, by: executor)
        let plain = Reader(try service.connectClient())
        let since = Reader(try service.connectClient(), createdAfter: now)
        service.loop.run(until: { since.seen.events.count == 7 }, within: .seconds(30))
        service.loop.run(for: .seconds(10))
        #expect(since.sequences(of: ended) == Array(1...7))
        #expect(since.jobs == [ended])
        #expect(plain.seen.events.isEmpty)
    }

    @Test func nobodyIsToldOfTheJobsOfOthersButAdministrators() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        let other = Reader(try service.connectClient(as: TestedCoordinator.other))
        let asking = Reader(
            try service.connectClient(as: TestedCoordinator.other), JobChoice(account: TestedCoordinator.user)
        )
        let administrator = Reader(try service.connectClient(as: TestedCoordinator.administrator))
        let narrow = Reader(
            try service.connectClient(as: TestedCoordinator.administrator),
            JobChoice(account: TestedCoordinator.other))
        service.loop.run(for: .seconds(5))
        #expect(other.seen.events.isEmpty && other.end.events.isEmpty)
        #expect(asking.end.events == ["account.notAllowed"])
        #expect(administrator.jobs == [job])
        #expect(narrow.seen.events.isEmpty)
        let list = JobListing(owner: TestedCoordinator.other)
        let caller = try service.connect(as: TestedCoordinator.administrator)
        #expect(try caller.call(.jobList, list).json(as: JobList.self).jobs.isEmpty)
        #expect(try user.call(.jobList, list).refusal == "account.notAllowed")
    }

    @Test func aFeedIsHeardByNobodyButWhoOpenedIt() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        let feed = try user.call(.feedOpen, FeedOpen()).json(as: FeedState.self).feed
        let own = try Listener(service, as: TestedCoordinator.user)
        let foreign = try Listener(service, as: TestedCoordinator.other)
        own.subscribe(topic: Topic.prefix(of: feed.bits))
        foreign.subscribe(topic: Topic.prefix(of: feed.bits))
        service.loop.run(for: .milliseconds(200))
        let job = try user.run(program)
        service.loop.run(for: .milliseconds(200))
        #expect(own.markers.map(\.sequence) == [0])
        #expect(own.events.map(\.job) == [job])
        #expect(foreign.received.events.isEmpty)
        let state = try user.call(.feedRenew, FeedName(feed: feed)).json(as: FeedState.self)
        #expect(state.published == 1)
        let stranger = try service.connect(as: TestedCoordinator.other)
        #expect(try stranger.call(.feedRenew, FeedName(feed: feed)).refusal == "feed.notFound")
        _ = try user.call(.feedClose, FeedName(feed: feed))
        #expect(try user.call(.feedRenew, FeedName(feed: feed)).refusal == "feed.notFound")
    }

    @Test func aFeedThatNobodyRenewsEndsAndOneAccountOpensOnlySoMany() throws {
        let service = try TestedCoordinator {
            $0.accountFeedCountMax = 2
            $0.feedLeaseDuration = .seconds(3)
        }
        let user = try service.connect(as: TestedCoordinator.user)
        let feed = try user.call(.feedOpen, FeedOpen()).json(as: FeedState.self).feed
        #expect(try user.call(.feedOpen, FeedOpen()).refusal == nil)
        #expect(try user.call(.feedOpen, FeedOpen()).refusal == "queue.full")
        service.loop.run(for: .seconds(5))
        #expect(try user.call(.feedRenew, FeedName(feed: feed)).refusal == "feed.notFound")
        #expect(try user.call(.feedOpen, FeedOpen()).refusal == nil)
    }

    /// Messages are lost, repeated, late and overtaken, connections are cut, and the coordinator dies in the middle: what
    /// the reader is shown is every event of every job once and in order.
    @Test(arguments: UInt64(1)...12)
    func whateverIsLostEachJobsSequenceIsDense(seed: UInt64) throws {
        let service = try TestedCoordinator(seed: seed)
        let simulator = try HandWorker(service, name: "simulator", role: .simulator)
        try simulator.register()
        let executor = try HandWorker(service, name: "executor", role: .executor)
        try executor.register(slots: 4)
        let user = try service.connect(as: TestedCoordinator.user)
        let program = try user.upload()
        let reader = Reader(try service.connectClient())
        service.loop.run(for: .milliseconds(200))
        service.bus.link.setPolicy(
            FaultPolicy(loss: Double(seed % 4) * 0.3, repetition: 0.2), for: .event)
        var jobs: [JobID] = []
        for index in 1...6 {
            let job = try self.tagged(user, program, "job \(index)", [])
            jobs.append(job)
            try self.runToItsEnd(job, by: executor, messages: UInt64(index * 3))
            if index == 3 {
                service.restart()
                service.loop.run(for: .milliseconds(200))
                try simulator.register()
                try executor.register(slots: 4)
            }
            if index == 5 { service.bus.cutConnections(of: TestedCoordinator.user) }
        }
        let count = (1...6).reduce(0) { $0 + $1 * 3 + 4 }
        service.loop.run(until: { reader.seen.events.count >= count }, within: .seconds(120))
        service.loop.run(for: .seconds(10))
        for (index, job) in jobs.enumerated() {
            #expect(reader.sequences(of: job) == (1...UInt64(index * 3 + 7)).map { $0 })
        }
        #expect(reader.end.events.isEmpty)
    }

    @Test func aReaderWhoseAccountIsDisabledIsToldSo() throws {
        let service = try TestedCoordinator()
        let reader = Reader(try service.connectClient())
        service.loop.run(for: .seconds(1))
        let administrator = try service.connect(as: TestedCoordinator.administrator)
        _ = try administrator.call(
            .accountUpdate, AccountUpdate(account: TestedCoordinator.user, isDisabled: true))
        service.loop.run(until: { !reader.end.events.isEmpty }, within: .seconds(30))
        #expect(reader.end.events == ["account.notAllowed"])
    }
}

import InProcessBus
import RuntimeClient
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import Testing

/// What subscribers hear, and that a client misses nothing however much of it is lost.
@Suite struct SubscriptionTests {
    @Test func theMarkerTellsTheLastSequenceAndWhatFollowsIsHeard() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        try executor.lease(of: job)
        executor.publish(1...3, of: job)
        try executor.answered(3, of: job)
        let listener = try Listener(service, as: TestedCoordinator.user)
        listener.subscribe(to: job)
        service.loop.run(for: .milliseconds(200))
        #expect(listener.markers.map(\.sequence) == [5])
        #expect(listener.markers.map(\.flags) == [0])
        executor.publish(4...6, of: job)
        try executor.answered(6, of: job)
        service.loop.run(for: .milliseconds(200))
        #expect(listener.events.map(\.sequence) == [6, 7, 8])
    }

    @Test(arguments: [false, true])
    func aSubscriptionAfterTheEndIsToldThatNothingFollows(isRestarted: Bool) throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        _ = try user.call(.jobCancel, job: job)
        if isRestarted {
            service.restart()
            service.loop.run(for: .milliseconds(100))
        }
        let listener = try Listener(service, as: TestedCoordinator.user)
        listener.subscribe(to: job)
        service.loop.run(for: .milliseconds(500))
        #expect(listener.markers.map(\.sequence) == [2])
        #expect(listener.markers.map(\.flags) == [1])
    }

    @Test func aWishForAnUnknownJobOrTopicIsRefusedAndLaterOnesAreServed() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        let listener = try Listener(service, as: TestedCoordinator.user)
        listener.subscribe(topic: [])
        listener.subscribe(topic: Array("nonsense".utf8))
        listener.subscribe(topic: Topic.prefix(of: job) + Array("nonsense".utf8))
        listener.subscribe(to: JobID(high: 1, low: 2))
        listener.subscribe(to: job)
        service.loop.run(for: .seconds(1))
        #expect(listener.markers.map(\.job) == [job])
        #expect(service.failures.events.isEmpty)
    }

    /// From some event on nothing published arrives any more: the client asks, and gets the rest.
    @Test(arguments: [0, 1, 5, 9, 10])
    func aClientGetsEverythingThoughAllAfterSomeEventIsLost(lostAfter: UInt64) throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let client = try service.connectClient()
        let followed = try Followed(service, client)
        try executor.lease(of: followed.job.id)
        for number in UInt64(1)...10 {
            if number == lostAfter + 1 { service.bus.link.setPolicy(FaultPolicy(loss: 1), for: .event) }
            executor.publish(number...number, of: followed.job.id)
            try executor.answered(number, of: followed.job.id)
        }
        service.bus.link.setPolicy(FaultPolicy(loss: 1), for: .event)
        try executor.end(followed.job.id, number: 11)
        service.loop.run(until: { followed.end.events.count == 1 }, within: .seconds(60))
        #expect(followed.end.events == ["end"])
        #expect(followed.seen.events.map(\.sequence) == Array(1...14))
        let stored = try service.timeline(of: followed.job.id).map { JobEvent($0, eventsBefore: 0) }
        #expect(followed.seen.events == stored)
    }

    @Test func aClientThatFollowsAfterTheEndGetsEverything() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        try executor.lease(of: job)
        executor.publish(1...20, of: job)
        try executor.end(job, number: 21)
        try executor.answered(21, of: job)
        let client = try service.connectClient()
        let followed = Followed(service, job: client.job(job))
        service.loop.run(until: { followed.end.events.count == 1 }, within: .seconds(60))
        #expect(followed.seen.events.map(\.sequence) == Array(1...24))
        #expect(followed.end.events == ["end"])
    }

    @Test func aClientThatFollowsAnothersJobIsTold() throws {
        let service = try TestedCoordinator()
        let user = try service.connect(as: TestedCoordinator.user)
        let job = try user.run(try user.upload())
        let client = try service.connectClient(as: TestedCoordinator.other)
        let followed = Followed(service, job: client.job(job))
        service.loop.run(until: { followed.end.events.count == 1 }, within: .seconds(60))
        #expect(followed.end.events == ["job.notFound"])
        #expect(followed.seen.events.isEmpty)
    }

    /// The coordinator dies and comes back while the job runs, and the events of that time come once each.
    @Test func aClientsSequenceIsDenseOverARestart() throws {
        let service = try TestedCoordinator()
        let executor = try service.startWorkers()
        let client = try service.connectClient()
        let followed = try Followed(service, client)
        let job = followed.job.id
        try executor.lease(of: job)
        executor.publish(1...5, of: job)
        try executor.answered(5, of: job)
        service.loop.run(for: .milliseconds(200))
        service.restart()
        service.loop.run(for: .milliseconds(200))
        try executor.register()
        executor.publish(4...8, of: job)
        try executor.answered(8, of: job)
        try executor.end(job, number: 9)
        service.loop.run(until: { followed.end.events.count == 1 }, within: .seconds(60))
        #expect(followed.end.events == ["end"])
        #expect(followed.seen.events.map(\.sequence) == Array(1...12))
        #expect(followed.seen.events.filter { $0.kind == .interim }.map(\.text) == (1...8).map { "\($0)" })
    }
}

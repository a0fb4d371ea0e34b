import MessageBus
import RuntimeModel
import RuntimeTestKit
import Testing

/// The contract of publishers and subscribers, on every bus.
@Suite(.timeLimit(.minutes(2)))
struct SubscriptionContractTests {
    private static let marker: Frames = [bytes("~subscribed"), bytes("last 7")]

    /// A publisher that decides at once.
    private func makePublisher(
        _ fixture: BusFixture, at endpoint: Endpoint? = nil, limits: SocketLimits = SocketLimits(),
        decide: @escaping @Sendable (SubscriptionRequest) -> SubscriptionDecision
    ) async throws -> any PublisherSocket {
        let publisher = LateBound<any PublisherSocket>()
        return try await fixture.publisher(at: endpoint, limits: limits, storingIn: publisher) { request in
            publisher.value?.decide(decide(request))
        }
    }

    /// Installs what is asked for, with a marker.
    private static func grant(_ request: SubscriptionRequest) -> SubscriptionDecision {
        request.begins
            ? .install(topics: [request.topic], marker: Self.marker) : .remove(topics: [request.topic])
    }

    @Test(arguments: BusKind.allCases)
    func theMarkerComesFirstAndToTheNewSubscriberAlone(kind: BusKind) async throws {
        try await BusFixture.with(kind) { fixture in
            let publisher = try await self.makePublisher(fixture, decide: Self.grant)
            let first = EventRecorder<Frames>()
            let second = EventRecorder<Frames>()
            let subscriber = try await fixture.subscriber(to: publisher.endpoint) { first.record($0) }
            try await fixture.onClient { subscriber.subscribe(bytes("job1.")) }
            try await first.wait(forCount: 1)
            let another = try await fixture.subscriber(to: publisher.endpoint, as: BusFixture.bob) {
                second.record($0)
            }
            try await fixture.onClient { another.subscribe(bytes("job1.")) }
            try await second.wait(forCount: 1)
            let event: Frames = [bytes("job1.status"), bytes("running")]
            try await fixture.onServer {
                publisher.publish([bytes("job2.status"), bytes("running")])
                publisher.publish(event)
            }
            #expect(try await first.wait(forCount: 2) == [Self.marker, event])
            #expect(try await second.wait(forCount: 2) == [Self.marker, event])
            try await fixture.onClient {
                subscriber.close()
                another.close()
            }
            try await fixture.onServer { publisher.close() }
        }
    }

    @Test(arguments: BusKind.allCases)
    func aWishCarriesTheAccountOfItsConnection(kind: BusKind) async throws {
        try await BusFixture.with(kind) { fixture in
            let wishes = EventRecorder<String>()
            let publisher = try await self.makePublisher(fixture) { request in
                wishes.record(
                    "\(request.account) \(request.begins) \(String(decoding: request.topic, as: UTF8.self))")
                return .refuse
            }
            let subscriber = try await fixture.subscriber(to: publisher.endpoint, as: BusFixture.bob) { _ in }
            try await fixture.onClient {
                subscriber.subscribe(bytes("job1."))
                subscriber.subscribe([])
            }
            // Until there is a connection, asking and giving up cancel each other out.
            try await wishes.wait(forCount: 2)
            try await fixture.onClient { subscriber.unsubscribe(bytes("job1.")) }
            let all = try await wishes.wait(forCount: 3)
            #expect(Set(all.prefix(2)) == ["bob true job1.", "bob true "])
            #expect(all[2] == "bob false job1.")
            try await fixture.onClient { subscriber.close() }
            try await fixture.onServer { publisher.close() }
        }
    }

    @Test(arguments: BusKind.allCases)
    func aRefusedWishHearsNothing(kind: BusKind) async throws {
        try await BusFixture.with(kind) { fixture in
            let publisher = try await self.makePublisher(fixture) { request in
                request.topic == bytes("mine.") ? Self.grant(request) : .refuse
            }
            let heard = EventRecorder<Frames>()
            let subscriber = try await fixture.subscriber(to: publisher.endpoint) { heard.record($0) }
            try await fixture.onClient {
                subscriber.subscribe(bytes("theirs."))
                subscriber.subscribe(bytes("mine."))
            }
            try await heard.wait(forCount: 1)
            try await fixture.onServer {
                publisher.publish([bytes("theirs.status")])
                publisher.publish([bytes("mine.status")])
            }
            #expect(try await heard.wait(forCount: 2) == [Self.marker, [bytes("mine.status")]])
            try await fixture.onClient { subscriber.close() }
            try await fixture.onServer { publisher.close() }
        }
    }

    @Test(arguments: BusKind.allCases)
    func aWishMayBeMappedToOtherTopics(kind: BusKind) async throws {
        try await BusFixture.with(kind) { fixture in
            let publisher = try await self.makePublisher(fixture) { _ in
                .install(topics: [bytes("job1."), bytes("job2.")], marker: Self.marker)
            }
            let heard = EventRecorder<Frames>()
            let subscriber = try await fixture.subscriber(to: publisher.endpoint) { heard.record($0) }
            try await fixture.onClient { subscriber.subscribe(bytes("all my jobs")) }
            try await heard.wait(forCount: 1)
            try await fixture.onServer {
                for topic in ["job1.status", "job3.status", "all my jobs", "job2.log"] {
                    publisher.publish([bytes(topic)])
                }
            }
            #expect(
                try await heard.wait(forCount: 3) == [
                    Self.marker, [bytes("job1.status")], [bytes("job2.log")],
                ])
            try await fixture.onClient { subscriber.close() }
            try await fixture.onServer { publisher.close() }
        }
    }

    @Test(arguments: BusKind.allCases)
    func aSubscriberThatUnsubscribedHearsNoMore(kind: BusKind) async throws {
        try await BusFixture.with(kind) { fixture in
            let ends = EventRecorder<Bool>()
            let publisher = try await self.makePublisher(fixture) { request in
                if !request.begins { ends.record(true) }
                return Self.grant(request)
            }
            let heard = EventRecorder<Frames>()
            let subscriber = try await fixture.subscriber(to: publisher.endpoint) { heard.record($0) }
            try await fixture.onClient {
                subscriber.subscribe(bytes("job1."))
                subscriber.subscribe(bytes("job2."))
            }
            try await heard.wait(forCount: 2)
            try await fixture.onClient { subscriber.unsubscribe(bytes("job1.")) }
            try await ends.wait(forCount: 1)
            try await fixture.onServer {
                publisher.publish([bytes("job1.status")])
                publisher.publish([bytes("job2.status")])
            }
            #expect(try await heard.wait(forCount: 3)[2] == [bytes("job2.status")])
            try await fixture.onClient { subscriber.close() }
            try await fixture.onServer { publisher.close() }
        }
    }

    @Test(arguments: BusKind.allCases)
    func aDecisionMayComeLaterAndLosesNothingMeanwhile(kind: BusKind) async throws {
        try await BusFixture.with(kind) { fixture in
            let wishes = EventRecorder<[UInt8]>()
            let publisher = try await fixture.publisher { wishes.record($0.topic) }
            let heard = EventRecorder<Frames>()
            let earlier = EventRecorder<Frames>()
            let early = try await fixture.subscriber(to: publisher.endpoint) { earlier.record($0) }
            try await fixture.onClient { early.subscribe(bytes("job1.")) }
            try await wishes.wait(forCount: 1)
            try await fixture.onServer {
                publisher.decide(.install(topics: [bytes("job1.")], marker: Self.marker))
            }
            let subscriber = try await fixture.subscriber(to: publisher.endpoint) { heard.record($0) }
            // A connection that ends while the decision is open must not take the decision with it.
            let passing = try await fixture.subscriber(to: publisher.endpoint) { _ in }
            try await fixture.onClient { passing.subscribe(bytes("job9.")) }
            try await wishes.wait(forCount: 2)
            try await fixture.onServer { publisher.decide(.install(topics: [bytes("job9.")], marker: nil)) }
            try await fixture.onClient {
                subscriber.subscribe(bytes("job1."))
                subscriber.subscribe(bytes("job2."))
            }
            try await wishes.wait(forCount: 3)
            try await fixture.onClient { passing.close() }
            try await fixture.onServer { publisher.publish([bytes("job1.a")]) }
            #expect(wishes.events.count == 3)
            try await fixture.onServer {
                publisher.decide(.install(topics: [bytes("job1.")], marker: Self.marker))
                publisher.publish([bytes("job1.b")])
            }
            let last: Frames = [bytes("job1.b")]
            #expect(try await earlier.wait { $0.last == last } == [Self.marker, [bytes("job1.a")], last])
            let heardFirst = try await heard.wait { $0.last == last }
            #expect(heardFirst.first == Self.marker)
            try await wishes.wait(forCount: 4)
            #expect(wishes.events.last == bytes("job2."))
            try await fixture.onServer { publisher.decide(.refuse) }
            try await fixture.onClient {
                subscriber.close()
                early.close()
            }
            try await fixture.onServer { publisher.close() }
        }
    }

    @Test(arguments: [BusKind.zeroMQOverIPC, .zeroMQOverTCP, .inProcess])
    func aSubscriberThatSleepsLosesSilentlyAndTheSequenceTells(kind: BusKind) async throws {
        try await BusFixture.with(kind) { fixture in
            let limits = SocketLimits(queuedMessageCountMax: 10, peerBacklogCountMax: 10)
            let publisher = try await self.makePublisher(fixture, limits: limits, decide: Self.grant)
            let gate = Gate()
            let heard = EventRecorder<Int>()
            let subscriber = try await fixture.subscriber(to: publisher.endpoint, limits: limits) { frames in
                gate.pass()
                heard.record(frames[1].prefix(4).reduce(0) { $0 << 8 | Int($1) })
            }
            try await fixture.onClient { subscriber.subscribe(bytes("job1.")) }
            try await heard.wait(forCount: 1)
            gate.close()
            try await fixture.onServer {
                for number in 0..<1000 {
                    let sequence = (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
                    publisher.publish([bytes("job1.log"), sequence + [UInt8](repeating: 0, count: 50_000)])
                }
            }
            gate.open()
            // The last one comes once there is room again.
            fixture.serverLoop.repeatUntil({
                publisher.publish([bytes("job1.log"), [0, 0, 0x13, 0x88]])
                return heard.events.contains(5000)
            }) {}
            let sequences = try await heard.wait { $0.contains(5000) }.dropFirst().filter { $0 < 1000 }
            #expect(sequences.count < 1000)
            #expect(sequences == sequences.sorted())
            #expect(Set(sequences).count == sequences.count)
            try await fixture.onClient { subscriber.close() }
            try await fixture.onServer { publisher.close() }
        }
    }

    @Test(arguments: BusKind.allCases)
    func aSubscriberAsksAgainWhenThePublisherCameBack(kind: BusKind) async throws {
        try await BusFixture.with(kind) { fixture in
            let wishes = EventRecorder<[UInt8]>()
            let decide: @Sendable (SubscriptionRequest) -> SubscriptionDecision = { request in
                wishes.record(request.topic)
                return Self.grant(request)
            }
            let first = try await self.makePublisher(fixture, decide: decide)
            let heard = EventRecorder<Frames>()
            let subscriber = try await fixture.subscriber(to: first.endpoint) { heard.record($0) }
            try await fixture.onClient { subscriber.subscribe(bytes("job1.")) }
            try await heard.wait(forCount: 1)
            try await fixture.onServer { first.close() }
            let second = try await fixture.eventually {
                try await self.makePublisher(fixture, at: first.endpoint, decide: decide)
            }
            try await heard.wait(forCount: 2)
            try await fixture.onServer { second.publish([bytes("job1.status")]) }
            #expect(try await heard.wait(forCount: 3) == [Self.marker, Self.marker, [bytes("job1.status")]])
            #expect(wishes.events == [bytes("job1."), bytes("job1.")])
            try await fixture.onClient { subscriber.close() }
            try await fixture.onServer { second.close() }
        }
    }
}

import EventLoop
import MessageBus
import RuntimeModel
import RuntimeTestKit
import Testing

/// Bytes of a text.
func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// The contract of routers and dealers, on every bus.
@Suite(.timeLimit(.minutes(2)))
struct CommandContractTests {
    /// A router that answers each message with its own frames.
    private func makeEcho(
        _ fixture: BusFixture, at endpoint: Endpoint? = nil, limits: SocketLimits = SocketLimits()
    ) async throws -> any RouterSocket {
        let router = LateBound<any RouterSocket>()
        return try await fixture.router(at: endpoint, limits: limits, storingIn: router) { message in
            _ = router.value?.send(message.frames, to: message.peer)
        }
    }

    @Test(arguments: BusKind.allCases)
    func aRequestIsAnswered(kind: BusKind) async throws {
        try await BusFixture.with(kind) { fixture in
            let router = try await self.makeEcho(fixture)
            let replies = EventRecorder<Frames>()
            let dealer = try await fixture.dealer(to: router.endpoint) { replies.record($0) }
            let request: Frames = [bytes("hello"), [], bytes("there")]
            let outcome = try await fixture.onClient { dealer.send(request) }
            #expect(outcome == .accepted)
            #expect(try await replies.wait(forCount: 1) == [request])
            try await fixture.onClient { dealer.close() }
            try await fixture.onServer { router.close() }
        }
    }

    @Test(arguments: BusKind.allCases)
    func manyOutstandingRequestsKeepTheirOrder(kind: BusKind) async throws {
        try await BusFixture.with(kind) { fixture in
            let router = try await self.makeEcho(fixture)
            let replies = EventRecorder<Int>()
            let dealer = try await fixture.dealer(to: router.endpoint) { frames in
                replies.record(frames[0].reduce(0) { $0 << 8 | Int($1) })
            }
            try await fixture.onClient {
                for number in 0..<2000 {
                    #expect(dealer.send([[UInt8(number >> 8), UInt8(number & 255)]]) == .accepted)
                }
            }
            #expect(try await replies.wait(forCount: 2000) == Array(0..<2000))
            try await fixture.onClient { dealer.close() }
            try await fixture.onServer { router.close() }
        }
    }

    @Test(arguments: BusKind.allCases)
    func aMessageCarriesTheAccountThatItsConnectionWasAuthenticatedAs(kind: BusKind) async throws {
        try await BusFixture.with(kind) { fixture in
            let accounts = EventRecorder<AccountID>()
            let router = try await fixture.router { accounts.record($0.account) }
            let first = try await fixture.dealer(to: router.endpoint, as: BusFixture.alice) { _ in }
            let second = try await fixture.dealer(to: router.endpoint, as: BusFixture.bob) { _ in }
            for dealer in [first, second, first] {
                let count = accounts.events.count
                _ = try await fixture.onClient { dealer.send([bytes("x")]) }
                try await accounts.wait(forCount: count + 1)
            }
            #expect(accounts.events == [BusFixture.alice, BusFixture.bob, BusFixture.alice])
            try await fixture.onClient {
                first.close()
                second.close()
            }
            try await fixture.onServer { router.close() }
        }
    }

    @Test(arguments: BusKind.allCases)
    func aPeerThatIsGoneIsUnreachable(kind: BusKind) async throws {
        try await BusFixture.with(kind) { fixture in
            let peers = EventRecorder<PeerID>()
            let router = try await fixture.router { peers.record($0.peer) }
            let dealer = try await fixture.dealer(to: router.endpoint) { _ in }
            _ = try await fixture.onClient { dealer.send([bytes("x")]) }
            let peer = try await peers.wait(forCount: 1)[0]
            try await fixture.onClient { dealer.close() }
            // The end of the connection travels too; what is sent before it arrived is simply lost.
            let isNoticed = EventRecorder<Bool>()
            fixture.serverLoop.repeatUntil({ router.send([bytes("y")], to: peer) == .unreachable }) {
                isNoticed.record(true)
            }
            try await isNoticed.wait(forCount: 1)
            let stranger = PeerID(bytes: [0, 9, 9, 9, 9])
            #expect(try await fixture.onServer { router.send([bytes("y")], to: stranger) } == .unreachable)
            try await fixture.onServer { router.close() }
        }
    }

    @Test(arguments: BusKind.allCases)
    func aWrongTokenIsRefused(kind: BusKind) async throws {
        try await BusFixture.with(kind) { fixture in
            let accounts = EventRecorder<AccountID>()
            let router = try await fixture.router { accounts.record($0.account) }
            let wrong = Credentials(account: BusFixture.alice, token: "guess")
            let intruder = try await fixture.dealer(to: router.endpoint, with: wrong) { _ in }
            #expect(try await fixture.onClient { intruder.send([bytes("x")]) } == .accepted)
            try await fixture.tokens.refusals.wait(forCount: 1)
            let dealer = try await fixture.dealer(to: router.endpoint, as: BusFixture.bob) { _ in }
            _ = try await fixture.onClient { dealer.send([bytes("x")]) }
            #expect(try await accounts.wait(forCount: 1) == [BusFixture.bob])
            try await fixture.onClient {
                dealer.close()
                intruder.close()
            }
            try await fixture.onServer { router.close() }
        }
    }

    @Test(arguments: BusKind.allCases)
    func aDealerWithoutARouterTakesAsMuchAsItsQueueHoldsAndDeliversItLater(kind: BusKind) async throws {
        try await BusFixture.with(kind) { fixture in
            let endpoint = try fixture.unboundEndpoint()
            let limits = SocketLimits(queuedMessageCountMax: 10)
            let dealer = try await fixture.dealer(to: endpoint, limits: limits) { _ in }
            let outcomes = try await fixture.onClient { (0..<12).map { dealer.send([[UInt8($0)]]) } }
            #expect(outcomes == Array(repeating: .accepted, count: 10) + [.full, .full])
            let numbers = EventRecorder<UInt8>()
            let router = try await fixture.router(at: endpoint) { numbers.record($0.frames[0][0]) }
            #expect(try await numbers.wait(forCount: 10) == Array(0..<10))
            try await fixture.onClient { dealer.close() }
            try await fixture.onServer { router.close() }
        }
    }

    @Test(arguments: BusKind.allCases)
    func aRouterThatDoesNotReadFillsTheDealerAndNothingAcceptedIsLost(kind: BusKind) async throws {
        try await BusFixture.with(kind) { fixture in
            let limits = SocketLimits(queuedMessageCountMax: 20)
            let numbers = EventRecorder<Int>()
            let router = try await fixture.router(limits: limits) { message in
                numbers.record(message.frames[0].prefix(4).reduce(0) { $0 << 8 | Int($1) })
            }
            try await fixture.onServer { router.pauseReceiving(true) }
            let dealer = try await fixture.dealer(to: router.endpoint, limits: limits) { _ in }
            let accepted = LateBound<Int>()
            let isFull = EventRecorder<Bool>()
            fixture.clientLoop.repeatUntil({
                let number = accepted.value ?? 0
                // Large enough that the system's own buffers fill soon.
                let frame = (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
                let outcome = dealer.send([frame + [UInt8](repeating: 0, count: 100_000)])
                if outcome == .accepted { accepted.set(number + 1) }
                return outcome == .full
            }) { isFull.record(true) }
            try await isFull.wait(forCount: 1)
            #expect(numbers.events.isEmpty)
            try await fixture.onServer { router.pauseReceiving(false) }
            let count = try #require(accepted.value)
            #expect(try await numbers.wait(forCount: count) == Array(0..<count))
            try await fixture.onClient { dealer.close() }
            try await fixture.onServer { router.close() }
        }
    }

    @Test(arguments: BusKind.allCases)
    func aPeerThatDoesNotReadFillsItsOwnBacklogOnly(kind: BusKind) async throws {
        try await BusFixture.with(kind) { fixture in
            let limits = SocketLimits(queuedMessageCountMax: 20, peerBacklogCountMax: 30)
            let peers = EventRecorder<PeerMessage>()
            let router = try await fixture.router(limits: limits) { peers.record($0) }
            let gate = Gate()
            let received = EventRecorder<Int>()
            let slow = try await fixture.dealer(to: router.endpoint, as: BusFixture.alice, limits: limits) {
                frames in
                gate.pass()
                received.record(frames[0].prefix(4).reduce(0) { $0 << 8 | Int($1) })
            }
            let other = EventRecorder<Frames>()
            let otherLoop = try await fixture.startedLoop()
            let fast = try await otherLoop.perform {
                try fixture.bus.makeDealer(
                    on: otherLoop, to: router.endpoint, as: TokenTable.credentials(BusFixture.bob),
                    limits: limits,
                    handler: { other.record($0) })
            }
            _ = try await fixture.onClient { slow.send([bytes("x")]) }
            _ = try await otherLoop.perform { fast.send([bytes("x")]) }
            let known = try await peers.wait(forCount: 2)
            let slowPeer = try #require(known.first { $0.account == BusFixture.alice }).peer
            let fastPeer = try #require(known.first { $0.account == BusFixture.bob }).peer

            if fixture.clientLoop !== fixture.serverLoop { gate.close() }
            let accepted = try await fixture.onServer {
                var accepted = 0
                while accepted < 100_000 {
                    let frame = (0..<4).map { UInt8(truncatingIfNeeded: accepted >> (24 - 8 * $0)) }
                    guard
                        router.send([frame + [UInt8](repeating: 0, count: 100_000)], to: slowPeer)
                            == .accepted
                    else { break }
                    accepted += 1
                }
                return accepted
            }
            #expect(accepted >= 50)
            #expect(accepted < 100_000)
            #expect(try await fixture.onServer { router.send([bytes("y")], to: fastPeer) } == .accepted)
            #expect(try await other.wait(forCount: 1) == [[bytes("y")]])
            gate.open()
            #expect(try await received.wait(forCount: accepted) == Array(0..<accepted))
            try await otherLoop.perform { fast.close() }
            try await fixture.onClient { slow.close() }
            try await fixture.onServer { router.close() }
            await otherLoop.stop()
        }
    }

    @Test(arguments: BusKind.allCases)
    func aMessageOverALimitIsDroppedAndCounted(kind: BusKind) async throws {
        try await BusFixture.with(kind) { fixture in
            let limits = SocketLimits(frameByteCountMax: 1000, frameCountMax: 3)
            let messages = EventRecorder<Frames>()
            let router = try await fixture.router(limits: limits) { messages.record($0.frames) }
            let dealer = try await fixture.dealer(to: router.endpoint) { _ in }
            let longest: Frames = [bytes("a"), [UInt8](repeating: 7, count: 1000), bytes("b")]
            try await fixture.onClient {
                _ = dealer.send([[UInt8](repeating: 7, count: 1001)])
                _ = dealer.send([bytes("a"), bytes("b"), bytes("c"), bytes("d")])
                _ = dealer.send(longest)
            }
            #expect(try await messages.wait(forCount: 1) == [longest])
            #expect(try await fixture.onServer { router.droppedMessageCount } == 2)
            try await fixture.onClient { dealer.close() }
            try await fixture.onServer { router.close() }
        }
    }

    @Test(arguments: BusKind.allCases)
    func aDealerReconnectsToARouterThatCameBack(kind: BusKind) async throws {
        try await BusFixture.with(kind) { fixture in
            let first = try await self.makeEcho(fixture)
            let replies = EventRecorder<Frames>()
            let dealer = try await fixture.dealer(to: first.endpoint) { replies.record($0) }
            _ = try await fixture.onClient { dealer.send([bytes("one")]) }
            try await replies.wait(forCount: 1)
            try await fixture.onServer { first.close() }
            let second = try await fixture.eventually { try await self.makeEcho(fixture, at: first.endpoint) }
            // What was sent into the dying connection may be lost; a client repeats its command.
            fixture.clientLoop.repeatUntil({
                _ = dealer.send([bytes("two")])
                return replies.events.count > 1
            }) {}
            #expect(try await replies.wait(forCount: 2)[1] == [bytes("two")])
            try await fixture.onClient { dealer.close() }
            try await fixture.onServer { second.close() }
        }
    }

    @Test(arguments: BusKind.allCases)
    func anEndpointInUseIsRefused(kind: BusKind) async throws {
        try await BusFixture.with(kind) { fixture in
            let router = try await fixture.router { _ in }
            let error = await #expect(throws: RuntimeError.self) {
                _ = try await fixture.router(at: router.endpoint) { _ in }
            }
            #expect(error?.code == .configurationInvalid)
            try await fixture.onServer { router.close() }
        }
    }
}

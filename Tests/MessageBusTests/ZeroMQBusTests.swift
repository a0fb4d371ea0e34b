import CZeroMQ
import EventLoop
import Glibc
import MessageBus
import RuntimeModel
import RuntimeTestKit
import Testing
import ZeroMQBus

/// What only the bus between processes has to withstand.
@Suite(.timeLimit(.minutes(2)))
struct ZeroMQBusTests {
    private static let kinds = [BusKind.zeroMQOverIPC, .zeroMQOverTCP]

    @Test(arguments: Self.kinds)
    func aPeerWithoutCredentialsIsNotHeard(kind: BusKind) async throws {
        try await BusFixture.with(kind) { fixture in
            let accounts = EventRecorder<AccountID>()
            let router = try await fixture.router { accounts.record($0.account) }
            let intruder = try RawSocket(ZMQ_DEALER)
            intruder.connect(to: router.endpoint)
            intruder.send(bytes("x"))
            let dealer = try await fixture.dealer(to: router.endpoint) { _ in }
            for count in 1...3 {
                _ = try await fixture.onClient { dealer.send([bytes("y")]) }
                try await accounts.wait(forCount: count)
            }
            #expect(accounts.events == Array(repeating: BusFixture.alice, count: 3))
            try await fixture.onClient { dealer.close() }
            try await fixture.onServer { router.close() }
        }
    }

    @Test(arguments: Self.kinds)
    func aPeerThatChoseItsOwnNameIsNotHeard(kind: BusKind) async throws {
        try await BusFixture.with(kind) { fixture in
            let messages = EventRecorder<Frames>()
            let router = try await fixture.router { messages.record($0.frames) }
            let impostor = try RawSocket(ZMQ_DEALER)
            impostor.use(TokenTable.credentials(BusFixture.bob))
            impostor.set(ZMQ_ROUTING_ID, "worker-1")
            impostor.connect(to: router.endpoint)
            impostor.send(bytes("x"))
            let isDropped = EventRecorder<Bool>()
            fixture.serverLoop.repeatUntil({ router.droppedMessageCount == 1 }) { isDropped.record(true) }
            try await isDropped.wait(forCount: 1)
            #expect(messages.events.isEmpty)
            try await fixture.onServer { router.close() }
        }
    }

    /// libzmq loses track of whose wish is whose when a subscriber sends something that is not a wish: the
    /// next wish is then taken for that of whoever asked after it.
    @Test(arguments: Self.kinds)
    func aSubscriberThatSendsMessagesNeverHearsAnothersTopics(kind: BusKind) async throws {
        try await BusFixture.with(kind) { fixture in
            let publisher = LateBound<any PublisherSocket>()
            let socket = try await fixture.publisher(storingIn: publisher) { request in
                let isOwn = request.topic.starts(with: bytes(request.account.rawValue))
                publisher.value?.decide(
                    isOwn ? .install(topics: [request.topic], marker: [bytes("~marker")]) : .refuse)
            }
            let disturber = try self.intruder(at: socket.endpoint)
            let listener = try self.intruder(at: socket.endpoint)
            let heard = EventRecorder<Frames>()
            let subscriber = try await fixture.subscriber(to: socket.endpoint) { heard.record($0) }
            try await fixture.onClient { subscriber.subscribe(bytes("alice.0")) }
            try await heard.wait(forCount: 1)

            for round in 1...20 {
                // While the publisher's loop is held up, all three queue up in this order.
                let gate = Gate()
                gate.close()
                fixture.serverLoop.post { gate.pass() }
                disturber.send(bytes("no wish"))
                await self.letArrive(fixture)
                try await fixture.onClient { subscriber.subscribe(bytes("alice.\(round)")) }
                await self.letArrive(fixture)
                listener.send([1] + bytes("bob.\(round)"))
                await self.letArrive(fixture)
                gate.open()
            }
            listener.send([1] + bytes("bob.end"))
            fixture.serverLoop.repeatUntil({
                for round in 0...20 { socket.publish([bytes("alice.\(round)")]) }
                socket.publish([bytes("bob.end")])
                return heard.events.count > 10_000
            }) {}
            var listenerHeard: [[UInt8]] = []
            while listenerHeard.last != bytes("bob.end"),
                let frame = listener.receive(withinMilliseconds: 10_000)
            {
                listenerHeard.append(frame)
            }
            #expect(listenerHeard.last == bytes("bob.end"))
            #expect(!listenerHeard.contains { $0.starts(with: bytes("alice")) })
            #expect(!heard.events.contains { $0[0].starts(with: bytes("bob")) })
            try await fixture.onClient { subscriber.close() }
            try await fixture.onServer { socket.close() }
        }
    }

    /// A subscriber of bob's with one topic of its own in force.
    private func intruder(at endpoint: Endpoint) throws -> RawSocket {
        let socket = try RawSocket(ZMQ_XSUB)
        socket.use(TokenTable.credentials(BusFixture.bob))
        socket.connect(to: endpoint)
        socket.send([1] + bytes("bob."))
        #expect(socket.receive(withinMilliseconds: 10_000) == bytes("~marker"))
        return socket
    }

    /// Gives the I/O threads a moment; without it the order is another one, and the test tests less.
    private func letArrive(_ fixture: BusFixture) async {
        await withCheckedContinuation { continuation in
            _ = fixture.clientLoop.schedule(after: .milliseconds(2)) { continuation.resume() }
        }
    }

    @Test func aStaleSocketFileIsReplacedAndAnotherFileIsNot() async throws {
        try await BusFixture.with(.zeroMQOverIPC) { fixture in
            let endpoint = fixture.endpoint("stale")
            let path = String(endpoint.address.dropFirst("ipc://".count))
            // A bound socket that nobody listens on is what a killed service leaves behind.
            let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
            let status = withUnsafePointer(to: address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            close(descriptor)
            try #require(status == 0)
            let router = try await fixture.router(at: endpoint) { _ in }
            try await fixture.onServer { router.close() }
            #expect(access(path, F_OK) != 0)

            let file = fixture.endpoint("file")
            let filePath = String(file.address.dropFirst("ipc://".count))
            close(creat(filePath, 0o600))
            let error = await #expect(throws: RuntimeError.self) {
                _ = try await fixture.router(at: file) { _ in }
            }
            #expect(error?.code == .configurationInvalid)
            #expect(access(filePath, F_OK) == 0)
            unlink(filePath)
        }
    }

    @Test(arguments: [
        "ipc:///tmp/" + String(repeating: "x", count: 103), "ipc://", "inproc://name", "udp://1.2.3.4:5",
    ])
    func anEndpointThatCannotWorkIsRefused(address: String) async throws {
        try await BusFixture.with(.zeroMQOverIPC) { fixture in
            let error = await #expect(throws: RuntimeError.self) {
                _ = try await fixture.router(at: Endpoint(address)) { _ in }
            }
            #expect(error?.code == .configurationInvalid)
        }
    }

    @Test func aWildcardPortIsReported() async throws {
        try await BusFixture.with(.zeroMQOverTCP) { fixture in
            let router = try await fixture.router { _ in }
            let prefix = "tcp://127.0.0.1:"
            #expect(router.endpoint.address.hasPrefix(prefix))
            #expect((Int(router.endpoint.address.dropFirst(prefix.count)) ?? 0) > 0)
            try await fixture.onServer { router.close() }
        }
    }
}

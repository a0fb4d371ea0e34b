import EventLoop
import Glibc
import InProcessBus
import MessageBus
import RuntimeModel
import RuntimeTestKit
import ZeroMQBus

/// The buses that keep the contract, and how they get from one end to the other.
enum BusKind: String, CaseIterable, Sendable {
    case zeroMQOverIPC, zeroMQOverTCP, inProcess, inProcessOnOneLoop
}

/// A bus of one kind with a loop for servers and one for clients, three accounts, and a free endpoint.
struct BusFixture: Sendable {
    static let alice = AccountID("alice")
    static let bob = AccountID("bob")

    let kind: BusKind
    let bus: any MessageBus
    let serverLoop: EventLoop
    let clientLoop: EventLoop
    let tokens = TokenTable(accounts: [Self.alice, Self.bob])
    private let directory: String

    /// Runs `body` with a bus of its own, and ends everything after it. The body closes the sockets it made.
    static func with(_ kind: BusKind, _ body: (BusFixture) async throws -> Void) async throws {
        let fixture = try BusFixture(kind)
        fixture.serverLoop.start()
        if fixture.clientLoop !== fixture.serverLoop { fixture.clientLoop.start() }
        fixture.bus.authenticate(by: fixture.tokens)
        try await body(fixture)
        fixture.bus.close()
        await fixture.clientLoop.stop()
        await fixture.serverLoop.stop()
        rmdir(fixture.directory)
    }

    private init(_ kind: BusKind) throws {
        self.kind = kind
        self.serverLoop = try EventLoop(name: "server")
        switch kind {
        case .zeroMQOverIPC, .zeroMQOverTCP:
            self.bus = try ZeroMQBus()
            self.clientLoop = try EventLoop(name: "client")
        case .inProcess:
            self.bus = InProcessBus()
            self.clientLoop = try EventLoop(name: "client")
        case .inProcessOnOneLoop:
            self.bus = InProcessBus()
            self.clientLoop = self.serverLoop
        }
        var template = Array("/tmp/spinwire-bus-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw RuntimeError(.configurationInvalid, "No temporary directory.")
        }
        self.directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// An endpoint to bind, by a name that is unique in the fixture.
    func endpoint(_ name: String = "socket") -> Endpoint {
        switch self.kind {
        case .zeroMQOverIPC: Endpoint("ipc://\(self.directory)/\(name)")
        case .zeroMQOverTCP: Endpoint("tcp://127.0.0.1:*")
        case .inProcess, .inProcessOnOneLoop: Endpoint("inproc://\(name)")
        }
    }

    /// An endpoint with a definite address that nobody has bound yet.
    func unboundEndpoint() throws -> Endpoint {
        guard case .zeroMQOverTCP = self.kind else { return self.endpoint("unbound") }
        // The system does not give the port to the next who asks for any.
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { Glibc.close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, size) | getsockname(descriptor, address, &size)
            }
        }
        guard status == 0 else { throw RuntimeError(.configurationInvalid, "No free port.") }
        return Endpoint("tcp://127.0.0.1:\(UInt16(bigEndian: address.sin_port))")
    }

    /// Runs `body` on the servers' loop.
    func onServer<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await self.serverLoop.perform(body)
    }

    /// Runs `body` on the clients' loop.
    func onClient<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await self.clientLoop.perform(body)
    }

    // MARK: - Sockets

    func router(
        at endpoint: Endpoint? = nil, limits: SocketLimits = SocketLimits(),
        storingIn place: LateBound<any RouterSocket> = LateBound(),
        _ handler: @escaping @Sendable (PeerMessage) -> Void
    ) async throws -> any RouterSocket {
        let endpoint = endpoint ?? self.endpoint()
        return try await self.onServer {
            let socket = try self.bus.makeRouter(
                on: self.serverLoop, at: endpoint, limits: limits, handler: handler)
            // In the same turn of the loop: before any handler may want it.
            place.set(socket)
            return socket
        }
    }

    func dealer(
        to endpoint: Endpoint, as account: AccountID = Self.alice, limits: SocketLimits = SocketLimits(),
        _ handler: @escaping @Sendable (Frames) -> Void
    ) async throws -> any DealerSocket {
        try await self.dealer(to: endpoint, with: TokenTable.credentials(account), limits: limits, handler)
    }

    func dealer(
        to endpoint: Endpoint, with credentials: Credentials, limits: SocketLimits = SocketLimits(),
        _ handler: @escaping @Sendable (Frames) -> Void
    ) async throws -> any DealerSocket {
        try await self.onClient {
            try self.bus.makeDealer(
                on: self.clientLoop, to: endpoint, as: credentials, limits: limits, handler: handler)
        }
    }

    func publisher(
        at endpoint: Endpoint? = nil, limits: SocketLimits = SocketLimits(),
        storingIn place: LateBound<any PublisherSocket> = LateBound(),
        _ handler: @escaping @Sendable (SubscriptionRequest) -> Void
    ) async throws -> any PublisherSocket {
        let endpoint = endpoint ?? self.endpoint()
        return try await self.onServer {
            let socket = try self.bus.makePublisher(
                on: self.serverLoop, at: endpoint, limits: limits, handler: handler)
            // In the same turn of the loop: before any handler may want it.
            place.set(socket)
            return socket
        }
    }

    func subscriber(
        to endpoint: Endpoint, as account: AccountID = Self.alice, limits: SocketLimits = SocketLimits(),
        _ handler: @escaping @Sendable (Frames) -> Void
    ) async throws -> any SubscriberSocket {
        try await self.onClient {
            try self.bus.makeSubscriber(
                on: self.clientLoop, to: endpoint, as: TokenTable.credentials(account), limits: limits,
                handler: handler)
        }
    }
}

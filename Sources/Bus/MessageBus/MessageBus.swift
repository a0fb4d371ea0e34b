package import RuntimeModel

/// Makes the sockets of a service. `ZeroMQBus` makes real ones, `InProcessBus` connects parts of one process.
///
/// Every socket belongs to one loop: it is made, used and closed there, and its handlers run there.
/// No send ever blocks. Handlers get whole messages; a message over `frameCountMax` frames or with a frame
/// over `frameByteCountMax` is dropped and counted before any handler sees it.
package protocol MessageBus: Sendable {
    /// Binds a socket that many dealers talk to.
    ///
    /// - Throws: `configuration.invalid` when the endpoint cannot be bound.
    func makeRouter(
        on loop: any BusLoop, at endpoint: Endpoint, limits: SocketLimits,
        handler: @escaping @Sendable (PeerMessage) -> Void
    ) throws(RuntimeError) -> any RouterSocket

    /// Connects a socket to a router; it reconnects by itself for as long as it is open.
    ///
    /// - Parameter refused: called whenever the router's authenticator does not accept the credentials.
    func makeDealer(
        on loop: any BusLoop, to endpoint: Endpoint, as credentials: Credentials, limits: SocketLimits,
        refused: @escaping @Sendable () -> Void, handler: @escaping @Sendable (Frames) -> Void
    ) throws(RuntimeError) -> any DealerSocket

    /// Binds a socket that publishes; every wish to subscribe is put to `handler`.
    func makePublisher(
        on loop: any BusLoop, at endpoint: Endpoint, limits: SocketLimits,
        handler: @escaping @Sendable (SubscriptionRequest) -> Void
    ) throws(RuntimeError) -> any PublisherSocket

    /// Connects a socket that hears what a publisher lets it hear; it reconnects, and subscribes again, by
    /// itself.
    func makeSubscriber(
        on loop: any BusLoop, to endpoint: Endpoint, as credentials: Credentials, limits: SocketLimits,
        handler: @escaping @Sendable (Frames) -> Void
    ) throws(RuntimeError) -> any SubscriberSocket

    /// Sets who may connect to the sockets bound from now on. Without an authenticator nobody may.
    func authenticate(by authenticator: any Authenticator)

    /// Ends everything that is not tied to one socket. All sockets are closed before.
    func close()
}

extension MessageBus {
    /// As ``makeDealer(on:to:as:limits:refused:handler:)``, for a caller to whom refused is as good as absent.
    package func makeDealer(
        on loop: any BusLoop, to endpoint: Endpoint, as credentials: Credentials, limits: SocketLimits,
        handler: @escaping @Sendable (Frames) -> Void
    ) throws(RuntimeError) -> any DealerSocket {
        try self.makeDealer(
            on: loop, to: endpoint, as: credentials, limits: limits, refused: {}, handler: handler)
    }
}

/// The frames of one message, in order.
package typealias Frames = [[UInt8]]

/// Where a socket is bound or connects to: `ipc://PATH`, `tcp://HOST:PORT` or `inproc://NAME`.
package struct Endpoint: Hashable, Sendable, Codable, CustomStringConvertible {
    package let address: String
    package init(_ address: String) { self.address = address }
    package var description: String { self.address }

    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self.address)
    }
}

/// Who connects: the mechanism is PLAIN (RFC 7 of ZeroMQ's authentication protocol, 27/ZAP).
package struct Credentials: Hashable, Sendable {
    package let account: AccountID
    /// The secret. Never logged, never in an error's context.
    package let token: String
    package init(account: AccountID, token: String) {
        self.account = account
        self.token = token
    }
}

/// Whom a connection was authenticated as, and by which of the account's tokens.
package struct Identity: Hashable, Sendable {
    package let account: AccountID
    /// Tells the account's tokens apart without telling anything of them: letters and digits, at most 64. Empty where
    /// tokens are not renewed.
    package let tokenMark: String
    package init(account: AccountID, tokenMark: String = "") {
        self.account = account
        self.tokenMark = tokenMark
    }
}

/// Decides on a connection attempt. Called on any thread, must not block.
package protocol Authenticator: Sendable {
    /// Whose the messages of the connection are, or `nil` to refuse.
    func identity(for credentials: Credentials) -> Identity?
}

/// Limits of one socket.
package struct SocketLimits: Hashable, Sendable {
    /// Longest frame taken in, in bytes (`ZMQ_MAXMSGSIZE`).
    package var frameByteCountMax: Int
    /// Most frames of one message.
    package var frameCountMax: Int
    /// Most messages waiting in each direction for each peer (`ZMQ_SNDHWM`, `ZMQ_RCVHWM`).
    package var queuedMessageCountMax: Int
    /// Most messages kept by a router for one peer whose pipe is full; beyond it the peer's messages are
    /// refused.
    package var peerBacklogCountMax: Int
    /// How often a silent connection is probed (`ZMQ_HEARTBEAT_IVL`); it is dropped after three such
    /// intervals.
    package var heartbeatInterval: Duration
    /// How long a closing socket tries to send what is queued (`ZMQ_LINGER`).
    package var lingerDuration: Duration

    package init(
        frameByteCountMax: Int = 256 << 10, frameCountMax: Int = 4096, queuedMessageCountMax: Int = 10_000,
        peerBacklogCountMax: Int = 10_000, heartbeatInterval: Duration = .seconds(2),
        lingerDuration: Duration = .milliseconds(500)
    ) {
        self.frameByteCountMax = frameByteCountMax
        self.frameCountMax = frameCountMax
        self.queuedMessageCountMax = queuedMessageCountMax
        self.peerBacklogCountMax = peerBacklogCountMax
        self.heartbeatInterval = heartbeatInterval
        self.lingerDuration = lingerDuration
    }
}

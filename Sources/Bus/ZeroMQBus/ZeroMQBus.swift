import CZeroMQ
import EventLoop
package import MessageBus
package import RuntimeModel
import Synchronization

/// The bus between processes: libzmq sockets on `ipc://` and `tcp://`, every one authenticated.
///
/// One context with one I/O thread. Every bound socket speaks PLAIN and asks the ZAP handler, so that a peer
/// without credentials gets no further than the handshake; every message carries the account that the
/// authenticator named. The loops are ``EventLoop``s.
///
/// A frame of more than `frameByteCountMax` bytes is dropped and counted with its message; one of more than
/// twice as many bytes is not even taken in: libzmq cuts the connection.
package final class ZeroMQBus: MessageBus, @unchecked Sendable {
    // Proof: `context` may be used from any thread (libzmq's promise) and is constant; the rest is Sendable
    // itself.
    private let context: UnsafeMutableRawPointer
    private let authentication: AuthenticationService
    private let openSocketCount = Mutex(0)

    /// - Throws: `configuration.invalid` when the process has no descriptors or memory left.
    package init() throws(RuntimeError) {
        guard let context = zmq_ctx_new() else {
            throw .transport("The bus cannot be set up.", errno: zmq_errno())
        }
        zmq_ctx_set(context, ZMQ_MAX_SOCKETS, 4096)
        self.context = context
        self.authentication = try AuthenticationService(context: context)
    }

    package func authenticate(by authenticator: any Authenticator) { self.authentication.use(authenticator) }

    /// Waits for what closed sockets still send, at most their linger duration, and ends the context.
    package func close() {
        self.openSocketCount.withLock { precondition($0 == 0, "A bus is closed after its sockets.") }
        self.authentication.close()
        while zmq_ctx_term(self.context) != 0 && zmq_errno() == EINTR {}
    }

    package func makeRouter(
        on loop: any BusLoop, at endpoint: Endpoint, limits: SocketLimits,
        handler: @escaping @Sendable (PeerMessage) -> Void
    ) throws(RuntimeError) -> any RouterSocket {
        let base = try self.makeBound(ZMQ_ROUTER, on: loop, at: endpoint, limits: limits) {
            handle throws(RuntimeError) in
            try handle.set(ZMQ_ROUTER_MANDATORY, to: Int32(1))
        }
        let router = ZeroMQRouter(base, handler: handler)
        base.loop.add(router)
        return router
    }

    package func makeDealer(
        on loop: any BusLoop, to endpoint: Endpoint, as credentials: Credentials, limits: SocketLimits,
        refused: @escaping @Sendable () -> Void, handler: @escaping @Sendable (Frames) -> Void
    ) throws(RuntimeError) -> any DealerSocket {
        let base = try self.makeConnected(ZMQ_DEALER, on: loop, to: endpoint, as: credentials, limits: limits)
        let monitor = try RefusalMonitor(of: base, context: self.context, handler: refused)
        let dealer = ZeroMQDealer(base, monitor: monitor, handler: handler)
        base.loop.add(dealer)
        return dealer
    }

    package func makePublisher(
        on loop: any BusLoop, at endpoint: Endpoint, limits: SocketLimits,
        handler: @escaping @Sendable (SubscriptionRequest) -> Void
    ) throws(RuntimeError) -> any PublisherSocket {
        let base = try self.makeBound(ZMQ_XPUB, on: loop, at: endpoint, limits: limits) {
            handle throws(RuntimeError) in
            try handle.set(ZMQ_XPUB_MANUAL, to: Int32(1))
        }
        let publisher = ZeroMQPublisher(base, handler: handler)
        base.loop.add(publisher)
        return publisher
    }

    package func makeSubscriber(
        on loop: any BusLoop, to endpoint: Endpoint, as credentials: Credentials, limits: SocketLimits,
        handler: @escaping @Sendable (Frames) -> Void
    ) throws(RuntimeError) -> any SubscriberSocket {
        let base = try self.makeConnected(ZMQ_XSUB, on: loop, to: endpoint, as: credentials, limits: limits)
        let subscriber = ZeroMQSubscriber(base, handler: handler)
        base.loop.add(subscriber)
        return subscriber
    }

    // MARK: - Making sockets

    private func makeBound(
        _ type: Int32, on loop: any BusLoop, at endpoint: Endpoint, limits: SocketLimits,
        configure: (SocketHandle) throws(RuntimeError) -> Void
    ) throws(RuntimeError) -> SocketBase {
        try EndpointChecks.check(endpoint)
        let (handle, loop) = try self.makeHandle(type, on: loop, limits: limits)
        try handle.set(ZMQ_PLAIN_SERVER, to: Int32(1))
        try handle.set(ZMQ_ZAP_DOMAIN, to: Array(self.authentication.domain.utf8))
        try handle.set(ZMQ_BACKLOG, to: Int32(1024))
        try configure(handle)
        try EndpointChecks.makeWay(for: endpoint)
        let bound = try handle.bind(to: endpoint)
        return try self.makeBase(handle, on: loop, at: bound, limits: limits, isBound: true)
    }

    private func makeConnected(
        _ type: Int32, on loop: any BusLoop, to endpoint: Endpoint, as credentials: Credentials,
        limits: SocketLimits
    ) throws(RuntimeError) -> SocketBase {
        try EndpointChecks.check(endpoint)
        let (handle, loop) = try self.makeHandle(type, on: loop, limits: limits)
        let account = Array(credentials.account.rawValue.utf8)
        let token = Array(credentials.token.utf8)
        guard (1...255).contains(account.count), (1...255).contains(token.count) else {
            throw RuntimeError(
                .configurationInvalid, "An account's name and its token have 1 to 255 bytes each.")
        }
        try handle.set(ZMQ_PLAIN_USERNAME, to: account)
        try handle.set(ZMQ_PLAIN_PASSWORD, to: token)
        // Messages wait in our own bounded queue rather than in a pipe to nobody.
        try handle.set(ZMQ_IMMEDIATE, to: Int32(1))
        try handle.set(ZMQ_RECONNECT_IVL, to: Int32(10))
        try handle.set(ZMQ_RECONNECT_IVL_MAX, to: Int32(500))
        try handle.connect(to: endpoint)
        return try self.makeBase(handle, on: loop, at: endpoint, limits: limits, isBound: false)
    }

    private func makeHandle(
        _ type: Int32, on loop: any BusLoop, limits: SocketLimits
    ) throws(RuntimeError) -> (SocketHandle, EventLoop) {
        guard let loop = loop as? EventLoop else {
            preconditionFailure("The sockets of this bus live on an EventLoop.")
        }
        loop.checkIsolated()
        let handle = try SocketHandle(context: self.context, type: type)
        let heartbeat = limits.heartbeatInterval.milliseconds
        let queued = Int32(clamping: limits.queuedMessageCountMax)
        try handle.set(ZMQ_SNDHWM, to: queued)
        try handle.set(ZMQ_RCVHWM, to: queued)
        try handle.set(ZMQ_MAXMSGSIZE, to: Int64(limits.frameByteCountMax) * 2)
        try handle.set(ZMQ_LINGER, to: limits.lingerDuration.milliseconds)
        try handle.set(ZMQ_HEARTBEAT_IVL, to: heartbeat)
        try handle.set(ZMQ_HEARTBEAT_TIMEOUT, to: heartbeat * 3)
        // libzmq keeps the time to live in tenths of a second, in 16 bits.
        try handle.set(ZMQ_HEARTBEAT_TTL, to: min(heartbeat * 3, 6_553_500))
        try handle.set(ZMQ_HANDSHAKE_IVL, to: Int32(5_000))
        // The heartbeat finds dead peers; the system's own probes would only add a second opinion.
        try handle.set(ZMQ_TCP_KEEPALIVE, to: Int32(0))
        return (handle, loop)
    }

    private func makeBase(
        _ handle: SocketHandle, on loop: EventLoop, at endpoint: Endpoint, limits: SocketLimits, isBound: Bool
    ) throws(RuntimeError) -> SocketBase {
        let descriptor = try handle.descriptor()
        self.openSocketCount.withLock { $0 += 1 }
        return SocketBase(
            handle: handle, loop: loop, endpoint: endpoint, limits: limits, descriptor: descriptor,
            isBound: isBound
        ) {
            self.openSocketCount.withLock { $0 -= 1 }
        }
    }
}

package import MessageBus
package import RuntimeModel

/// The bus between parts of one process: any name is an endpoint, no descriptor is opened, no thread started.
///
/// Keeps the contract of ``MessageBus``: sockets may live on different loops, credentials are checked,
/// queues are bounded for each connection, a publisher drops for a subscriber that is too slow. On a
/// deterministic loop it is deterministic: connections are numbered, and everything that travels is posted
/// in order.
package final class InProcessBus: MessageBus {
    /// How long a connecting socket waits before it connects again.
    static let reconnectionDelay: Duration = .milliseconds(10)

    private let switchboard: Switchboard

    /// - Parameter link: How messages travel; directly, unless a test wants them to suffer.
    package init(link: any MessageLink = DirectLink()) { self.switchboard = Switchboard(link: link) }

    package func authenticate(by authenticator: any Authenticator) {
        self.switchboard.authenticator = authenticator
    }

    /// Nothing is left to end: sockets took everything with them.
    package func close() {}

    package func makeRouter(
        on loop: any BusLoop, at endpoint: Endpoint, limits: SocketLimits,
        handler: @escaping @Sendable (PeerMessage) -> Void
    ) throws(RuntimeError) -> any RouterSocket {
        loop.checkIsolated()
        let router = InProcessRouter(
            loop: loop, endpoint: endpoint, limits: limits, switchboard: self.switchboard, handler: handler)
        try self.switchboard.bind(router, to: endpoint)
        return router
    }

    package func makeDealer(
        on loop: any BusLoop, to endpoint: Endpoint, as credentials: Credentials, limits: SocketLimits,
        refused: @escaping @Sendable () -> Void, handler: @escaping @Sendable (Frames) -> Void
    ) throws(RuntimeError) -> any DealerSocket {
        loop.checkIsolated()
        let dealer = InProcessDealer(
            loop: loop, endpoint: endpoint, credentials: credentials, limits: limits,
            switchboard: self.switchboard, refused: refused, handler: handler)
        self.switchboard.connect(dealer)
        return dealer
    }

    package func makePublisher(
        on loop: any BusLoop, at endpoint: Endpoint, limits: SocketLimits,
        handler: @escaping @Sendable (SubscriptionRequest) -> Void
    ) throws(RuntimeError) -> any PublisherSocket {
        loop.checkIsolated()
        let publisher = InProcessPublisher(
            loop: loop, endpoint: endpoint, limits: limits, switchboard: self.switchboard, handler: handler)
        try self.switchboard.bind(publisher, to: endpoint)
        return publisher
    }

    package func makeSubscriber(
        on loop: any BusLoop, to endpoint: Endpoint, as credentials: Credentials, limits: SocketLimits,
        handler: @escaping @Sendable (Frames) -> Void
    ) throws(RuntimeError) -> any SubscriberSocket {
        loop.checkIsolated()
        let subscriber = InProcessSubscriber(
            loop: loop, endpoint: endpoint, credentials: credentials, limits: limits,
            switchboard: self.switchboard,
            handler: handler)
        self.switchboard.connect(subscriber)
        return subscriber
    }

    /// The numbers of the open connections with their accounts, in order.
    package var openConnections: [(number: UInt64, account: AccountID)] {
        self.switchboard.openConnections.map { ($0.number, $0.account) }
    }

    /// Ends a connection as a broken network would: both ends notice, and the connecting one connects again.
    package func cutConnection(_ number: UInt64) {
        for connection in self.switchboard.openConnections where connection.number == number {
            connection.close()
        }
    }

    /// Forgets every socket of a loop that runs no more, without asking it: what the others see of a crash.
    package func abandonSockets(on loop: any BusLoop) { self.switchboard.abandonSockets(on: loop) }
}

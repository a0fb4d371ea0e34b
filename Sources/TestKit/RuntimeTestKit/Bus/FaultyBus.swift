package import FaultInjection
import InProcessBus
package import MessageBus
package import RuntimeModel

/// An in-process bus in a simulation, whose messages get lost, repeated, delayed and overtaken, whose
/// connections are cut, and whose processes crash; all by the loop's seed.
package final class FaultyBus: MessageBus {
    package let loop: DeterministicLoop
    /// How messages fare.
    package let link: FaultyLink
    private let bus: InProcessBus

    package init(loop: DeterministicLoop, policy: FaultPolicy = .reliable) {
        self.loop = loop
        self.link = FaultyLink(loop: loop, policy: policy)
        self.bus = InProcessBus(link: self.link)
    }

    /// Cuts one connection, drawn from the seed, if there is any.
    package func cutSomeConnection() {
        let connections = self.bus.openConnections
        guard !connections.isEmpty else { return }
        let number = connections[Int(self.loop.randomBits() % UInt64(connections.count))].number
        self.loop.trace.note("cut \(number)")
        self.bus.cutConnection(number)
    }

    /// Cuts every connection of an account.
    package func cutConnections(of account: AccountID) {
        for connection in self.bus.openConnections where connection.account == account {
            self.loop.trace.note("cut \(connection.number)")
            self.bus.cutConnection(connection.number)
        }
    }

    /// Ends a process: its sockets are gone, the other ends notice, its endpoints are free again.
    package func crash(_ process: SimulatedProcess) {
        process.crash()
        self.bus.abandonSockets(on: process)
    }

    package func makeRouter(
        on loop: any BusLoop, at endpoint: Endpoint, limits: SocketLimits,
        handler: @escaping @Sendable (PeerMessage) -> Void
    ) throws(RuntimeError) -> any RouterSocket {
        try self.bus.makeRouter(on: loop, at: endpoint, limits: limits, handler: handler)
    }

    package func makeDealer(
        on loop: any BusLoop, to endpoint: Endpoint, as credentials: Credentials, limits: SocketLimits,
        refused: @escaping @Sendable () -> Void, handler: @escaping @Sendable (Frames) -> Void
    ) throws(RuntimeError) -> any DealerSocket {
        try self.bus.makeDealer(
            on: loop, to: endpoint, as: credentials, limits: limits, refused: refused, handler: handler)
    }

    package func makePublisher(
        on loop: any BusLoop, at endpoint: Endpoint, limits: SocketLimits,
        handler: @escaping @Sendable (SubscriptionRequest) -> Void
    ) throws(RuntimeError) -> any PublisherSocket {
        try self.bus.makePublisher(on: loop, at: endpoint, limits: limits, handler: handler)
    }

    package func makeSubscriber(
        on loop: any BusLoop, to endpoint: Endpoint, as credentials: Credentials, limits: SocketLimits,
        handler: @escaping @Sendable (Frames) -> Void
    ) throws(RuntimeError) -> any SubscriberSocket {
        try self.bus.makeSubscriber(on: loop, to: endpoint, as: credentials, limits: limits, handler: handler)
    }

    package func authenticate(by authenticator: any Authenticator) {
        self.bus.authenticate(by: authenticator)
    }

    package func close() { self.bus.close() }
}

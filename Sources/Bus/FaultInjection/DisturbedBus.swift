package import MessageBus
package import RuntimeModel

/// A bus on which messages get lost, repeated, delayed and overtaken, and whose process dies: a switch for operators and
/// authors who want to see that nothing they rely on is lost by it.
///
/// What a process sends suffers, and what comes in at its routers, so that also the commands of clients do, which run
/// undisturbed themselves. Subscribing does not: it is libzmq's own.
package struct DisturbedBus: MessageBus {
    private let bus: any MessageBus
    private let disturbance: Disturbance

    package init(_ bus: any MessageBus, _ disturbance: Disturbance) {
        self.bus = bus
        self.disturbance = disturbance
    }

    package func makeRouter(
        on loop: any BusLoop, at endpoint: Endpoint, limits: SocketLimits,
        handler: @escaping @Sendable (PeerMessage) -> Void
    ) throws(RuntimeError) -> any RouterSocket {
        let inward = self.disturbance.makeCourse()
        let router = try self.bus.makeRouter(on: loop, at: endpoint, limits: limits) { message in
            inward.carry(on: loop) { handler(message) }
        }
        return DisturbedRouter(router, loop: loop, self.disturbance, inward: inward)
    }

    package func makeDealer(
        on loop: any BusLoop, to endpoint: Endpoint, as credentials: Credentials, limits: SocketLimits,
        refused: @escaping @Sendable () -> Void, handler: @escaping @Sendable (Frames) -> Void
    ) throws(RuntimeError) -> any DealerSocket {
        let dealer = try self.bus.makeDealer(
            on: loop, to: endpoint, as: credentials, limits: limits, refused: refused, handler: handler)
        return DisturbedDealer(dealer, loop: loop, self.disturbance)
    }

    package func makePublisher(
        on loop: any BusLoop, at endpoint: Endpoint, limits: SocketLimits,
        handler: @escaping @Sendable (SubscriptionRequest) -> Void
    ) throws(RuntimeError) -> any PublisherSocket {
        let publisher = try self.bus.makePublisher(on: loop, at: endpoint, limits: limits, handler: handler)
        return DisturbedPublisher(publisher, loop: loop, self.disturbance)
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

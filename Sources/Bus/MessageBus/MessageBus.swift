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

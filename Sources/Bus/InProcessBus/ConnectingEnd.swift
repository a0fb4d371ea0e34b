import MessageBus

/// The end of a connection that connects: a dealer or a subscriber. As for ``ListeningEnd``.
protocol ConnectingEnd: AnyObject, Sendable {
    var loop: any BusLoop { get }
    var limits: SocketLimits { get }
    var endpoint: Endpoint { get }
    var credentials: Credentials { get }

    func connected(_ connection: Connection)
    func disconnected(_ connection: Connection)
    func received(_ message: LaneMessage, from connection: Connection)
    /// The authenticator of the other end did not accept the credentials.
    func refused()
}

extension ConnectingEnd {
    func refused() {}
}

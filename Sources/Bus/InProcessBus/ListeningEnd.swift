import MessageBus

/// The end of a connection that was bound: a router or a publisher. All but `loop`, `limits` and
/// `authenticator` is called on its loop.
protocol ListeningEnd: AnyObject, Sendable {
    var loop: any BusLoop { get }
    var limits: SocketLimits { get }
    /// Who decided on connections when the socket was bound.
    var authenticator: (any Authenticator)? { get }

    func connected(_ connection: Connection)
    func disconnected(_ connection: Connection)
    func received(_ message: LaneMessage, from connection: Connection)
}

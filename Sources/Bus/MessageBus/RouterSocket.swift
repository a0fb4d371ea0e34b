/// A bound socket that many dealers talk to.
package protocol RouterSocket: Sendable {
    /// Where it is bound; with the port the system chose when a wildcard was asked for (`tcp://127.0.0.1:*`).
    var endpoint: Endpoint { get }
    /// Sends one message to one peer; never blocks. Messages to one peer keep their order.
    func send(_ frames: Frames, to peer: PeerID) -> SendOutcome
    /// Stops taking messages in, so that peers' queues fill; `false` goes on.
    func pauseReceiving(_ paused: Bool)
    /// Messages dropped for breaking a limit, since the start.
    var droppedMessageCount: Int { get }
    func close()
}

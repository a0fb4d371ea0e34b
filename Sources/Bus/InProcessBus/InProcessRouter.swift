import MessageBus
import RuntimeModel

/// The bound end of command connections.
final class InProcessRouter: RouterSocket, ListeningEnd, @unchecked Sendable {
    // Proof: every method checks that it runs on the loop, or is posted to it by a connection; the rest is
    // constant.
    let loop: any BusLoop
    let endpoint: Endpoint
    let limits: SocketLimits
    let authenticator: (any Authenticator)?
    private let switchboard: Switchboard
    private let handler: @Sendable (PeerMessage) -> Void
    private var peers: [PeerID: Connection] = [:]
    /// What came in while receiving was paused. Bounded by the places in the connections' lanes.
    private var held: [(message: LaneMessage, peer: PeerID, identity: Identity)] = []
    private var isPaused = false
    private var isOpen = true
    private var dropped = 0

    init(
        loop: any BusLoop, endpoint: Endpoint, limits: SocketLimits, switchboard: Switchboard,
        handler: @escaping @Sendable (PeerMessage) -> Void
    ) {
        self.loop = loop
        self.endpoint = endpoint
        self.limits = limits
        self.authenticator = switchboard.authenticator
        self.switchboard = switchboard
        self.handler = handler
    }

    var droppedMessageCount: Int {
        self.loop.checkIsolated()
        return self.dropped
    }

    func send(_ frames: Frames, to peer: PeerID) -> SendOutcome {
        self.loop.checkIsolated()
        guard self.isOpen, let connection = self.peers[peer], connection.isOpen else { return .unreachable }
        return connection.sendToConnector(frames, kind: .reply) ? .accepted : .full
    }

    func pauseReceiving(_ paused: Bool) {
        self.loop.checkIsolated()
        self.isPaused = paused
        guard !paused, !self.held.isEmpty else { return }
        self.loop.post { self.handleHeld() }
    }

    func close() {
        self.loop.checkIsolated()
        guard self.isOpen else { return }
        self.isOpen = false
        self.switchboard.unbind(self.endpoint)
        for peer in self.peers.values.sorted(by: { $0.number < $1.number }) { peer.close() }
        self.peers.removeAll()
        for entry in self.held { entry.message.release() }
        self.held.removeAll()
    }

    // MARK: - Connections

    private static func peerID(of connection: Connection) -> PeerID {
        PeerID(bytes: (0..<8).map { UInt8(truncatingIfNeeded: connection.number >> (56 - 8 * $0)) })
    }

    func connected(_ connection: Connection) {
        // The socket may have been closed while the connection was being made.
        guard self.isOpen else { return connection.close() }
        guard connection.isOpen else { return }
        self.peers[Self.peerID(of: connection)] = connection
    }

    func disconnected(_ connection: Connection) { self.peers[Self.peerID(of: connection)] = nil }

    func received(_ message: LaneMessage, from connection: Connection) {
        let peer = Self.peerID(of: connection)
        guard self.isOpen, self.peers[peer] != nil || connection.isOpen else { return message.release() }
        guard message.isWithin(self.limits) else {
            self.dropped += 1
            return message.release()
        }
        guard !self.isPaused, self.held.isEmpty else {
            self.held.append((message, peer, connection.identity))
            return
        }
        message.release()
        self.handler(PeerMessage(peer: peer, identity: connection.identity, frames: message.frames))
    }

    private func handleHeld() {
        var handledCount = 0
        while self.isOpen, !self.isPaused, handledCount < self.held.count {
            let entry = self.held[handledCount]
            handledCount += 1
            entry.message.release()
            self.handler(
                PeerMessage(peer: entry.peer, identity: entry.identity, frames: entry.message.frames))
        }
        // Closing from a handler emptied the array already.
        if self.isOpen { self.held.removeFirst(handledCount) }
    }
}

import MessageBus
import RuntimeModel

/// The bound end of event connections. A wish has two frames: what is wished (1 byte) and the topic.
final class InProcessPublisher: PublisherSocket, ListeningEnd, @unchecked Sendable {
    // Proof: every method checks that it runs on the loop, or is posted to it by a connection; the rest is
    // constant.
    static let beginning: UInt8 = 1
    static let ending: UInt8 = 0

    private struct Wish {
        let message: LaneMessage
        let connection: Connection

        var request: SubscriptionRequest {
            SubscriptionRequest(
                account: self.connection.account, topic: self.message.frames[1],
                begins: self.message.frames[0] == [InProcessPublisher.beginning])
        }
    }

    let loop: any BusLoop
    let endpoint: Endpoint
    let limits: SocketLimits
    let authenticator: (any Authenticator)?
    private let switchboard: Switchboard
    private let handler: @Sendable (SubscriptionRequest) -> Void
    private var subscribers = SubscriberTable()
    /// Bounded by the places in the connections' lanes.
    private var wishes: [Wish] = []
    private var current: Wish?
    private var isOpen = true

    init(
        loop: any BusLoop, endpoint: Endpoint, limits: SocketLimits, switchboard: Switchboard,
        handler: @escaping @Sendable (SubscriptionRequest) -> Void
    ) {
        self.loop = loop
        self.endpoint = endpoint
        self.limits = limits
        self.authenticator = switchboard.authenticator
        self.switchboard = switchboard
        self.handler = handler
    }

    func publish(_ frames: Frames) {
        self.loop.checkIsolated()
        guard self.isOpen, let first = frames.first else { return }
        for connection in self.subscribers.connections(hearing: first) { self.send(frames, to: connection) }
    }

    /// A subscriber whose lane is full misses the message.
    private func send(_ frames: Frames, to connection: Connection) {
        _ = connection.sendToConnector(frames, kind: .event)
    }

    func decide(_ decision: SubscriptionDecision) {
        self.loop.checkIsolated()
        guard self.isOpen else { return }
        guard let wish = self.current else { preconditionFailure("A decision answers a wish.") }
        self.current = nil
        switch decision {
        case .refuse: break
        case .install(let topics, let marker):
            // The subscriber may have gone while the decision was being made.
            if self.subscribers.install(topics, for: wish.connection), let marker {
                self.send(marker, to: wish.connection)
            }
        case .remove(let topics): self.subscribers.remove(topics, of: wish.connection)
        }
        if !self.wishes.isEmpty { self.loop.post { self.takeNextWish() } }
    }

    func close() {
        self.loop.checkIsolated()
        guard self.isOpen else { return }
        self.isOpen = false
        self.switchboard.unbind(self.endpoint)
        for wish in self.wishes { wish.message.release() }
        self.wishes.removeAll()
        self.current = nil
        for connection in self.subscribers.allConnections { connection.close() }
        self.subscribers = SubscriberTable()
    }

    // MARK: - Connections

    func connected(_ connection: Connection) {
        guard self.isOpen else { return connection.close() }
        if connection.isOpen { self.subscribers.add(connection) }
    }

    func disconnected(_ connection: Connection) { self.subscribers.remove(connection) }

    func received(_ message: LaneMessage, from connection: Connection) {
        guard self.isOpen, message.frames.count == 2, message.isWithin(self.limits) else {
            return message.release()
        }
        self.wishes.append(Wish(message: message, connection: connection))
        self.takeNextWish()
    }

    private func takeNextWish() {
        guard self.isOpen, self.current == nil, !self.wishes.isEmpty else { return }
        let wish = self.wishes.removeFirst()
        wish.message.release()
        self.current = wish
        self.handler(wish.request)
    }
}

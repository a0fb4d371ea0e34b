import MessageBus
import RuntimeModel

/// The connecting end of an event connection. Asks for all its topics again with every connection.
final class InProcessSubscriber: SubscriberSocket, ConnectingEnd, @unchecked Sendable {
    // Proof: every method checks that it runs on the loop, or is posted to it by a connection; the rest is
    // constant.
    let loop: any BusLoop
    let endpoint: Endpoint
    let credentials: Credentials
    let limits: SocketLimits
    private let switchboard: Switchboard
    private let handler: @Sendable (Frames) -> Void
    private var connection: Connection?
    /// In the order of asking; a topic asked for twice stands here twice.
    private var topics: [[UInt8]] = []
    private var isOpen = true

    init(
        loop: any BusLoop, endpoint: Endpoint, credentials: Credentials, limits: SocketLimits,
        switchboard: Switchboard, handler: @escaping @Sendable (Frames) -> Void
    ) {
        self.loop = loop
        self.endpoint = endpoint
        self.credentials = credentials
        self.limits = limits
        self.switchboard = switchboard
        self.handler = handler
    }

    func subscribe(_ topic: [UInt8]) {
        self.loop.checkIsolated()
        guard self.isOpen else { return }
        self.topics.append(topic)
        self.send(InProcessPublisher.beginning, topic)
    }

    func unsubscribe(_ topic: [UInt8]) {
        self.loop.checkIsolated()
        guard self.isOpen, let index = self.topics.firstIndex(of: topic) else { return }
        self.topics.remove(at: index)
        // As long as the topic was asked for more often than given up, the publisher need not know.
        if !self.topics.contains(topic) { self.send(InProcessPublisher.ending, topic) }
    }

    private func send(_ kind: UInt8, _ topic: [UInt8]) {
        guard let connection = self.connection, connection.isOpen else { return }
        _ = connection.sendToListener([[kind], topic], kind: .wish)
    }

    func close() {
        self.loop.checkIsolated()
        guard self.isOpen else { return }
        self.isOpen = false
        self.switchboard.withdraw(self)
        self.connection?.close()
        self.connection = nil
    }

    // MARK: - The connection

    func connected(_ connection: Connection) {
        guard self.isOpen else { return connection.close() }
        self.connection = connection
        for topic in self.topics { self.send(InProcessPublisher.beginning, topic) }
    }

    func disconnected(_ connection: Connection) {
        if self.connection === connection { self.connection = nil }
        guard self.isOpen else { return }
        _ = self.loop.schedule(after: InProcessBus.reconnectionDelay) {
            if self.isOpen { self.switchboard.connect(self) }
        }
    }

    func received(_ message: LaneMessage, from connection: Connection) {
        message.release()
        guard self.isOpen, self.connection === connection, message.isWithin(self.limits) else { return }
        self.handler(message.frames)
    }
}

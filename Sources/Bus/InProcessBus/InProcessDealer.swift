import MessageBus
import RuntimeModel

/// The connecting end of a command connection. Without a connection, messages wait in a bounded queue.
final class InProcessDealer: DealerSocket, ConnectingEnd, @unchecked Sendable {
    // Proof: every method checks that it runs on the loop, or is posted to it by a connection; the rest is
    // constant.
    let loop: any BusLoop
    let endpoint: Endpoint
    let credentials: Credentials
    let limits: SocketLimits
    private let switchboard: Switchboard
    private let refusalHandler: @Sendable () -> Void
    private let handler: @Sendable (Frames) -> Void
    private var connection: Connection?
    private var queue: BoundedQueue<Frames>
    private var isOpen = true

    init(
        loop: any BusLoop, endpoint: Endpoint, credentials: Credentials, limits: SocketLimits,
        switchboard: Switchboard, refused: @escaping @Sendable () -> Void,
        handler: @escaping @Sendable (Frames) -> Void
    ) {
        self.loop = loop
        self.endpoint = endpoint
        self.credentials = credentials
        self.limits = limits
        self.switchboard = switchboard
        self.refusalHandler = refused
        self.handler = handler
        self.queue = BoundedQueue(countMax: limits.queuedMessageCountMax)
    }

    func send(_ frames: Frames) -> SendOutcome {
        self.loop.checkIsolated()
        precondition(!frames.isEmpty, "A message has at least one frame.")
        guard self.isOpen else { return .unreachable }
        guard let connection = self.connection, connection.isOpen else {
            return self.queue.append(frames) ? .accepted : .full
        }
        return connection.sendToListener(frames, kind: .command) ? .accepted : .full
    }

    func refused() {
        if self.isOpen { self.refusalHandler() }
    }

    func close() {
        self.loop.checkIsolated()
        guard self.isOpen else { return }
        self.isOpen = false
        self.switchboard.withdraw(self)
        self.connection?.close()
        self.connection = nil
        self.queue.removeAll()
    }

    // MARK: - The connection

    func connected(_ connection: Connection) {
        guard self.isOpen else { return connection.close() }
        self.connection = connection
        // A lane has room for everything that this queue may hold.
        while let frames = self.queue.popFirst() { _ = connection.sendToListener(frames, kind: .command) }
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

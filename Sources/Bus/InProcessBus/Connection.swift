import MessageBus
import RuntimeModel
import Synchronization

/// Two ends that know each other, and a bounded lane in each direction.
final class Connection: Sendable {
    /// Counted from 1 in the order of connecting.
    let number: UInt64
    let identity: Identity
    var account: AccountID { self.identity.account }
    let toListener: Lane
    let toConnector: Lane
    private let listener: any ListeningEnd
    private let connector: any ConnectingEnd
    private let isOpenState = Mutex(true)

    init(
        number: UInt64, identity: Identity, listener: any ListeningEnd, connector: any ConnectingEnd,
        link: any MessageLink
    ) {
        self.number = number
        self.identity = identity
        self.listener = listener
        self.connector = connector
        self.toListener = Lane(
            loop: listener.loop, link: link, connection: number,
            countMax: listener.limits.queuedMessageCountMax + connector.limits.queuedMessageCountMax)
        self.toConnector = Lane(
            loop: connector.loop, link: link, connection: number,
            countMax: listener.limits.queuedMessageCountMax + listener.limits.peerBacklogCountMax)
    }

    /// Whether neither end closed it.
    var isOpen: Bool { self.isOpenState.withLock { $0 } }

    /// Whether one of its ends lives on a loop.
    func touches(_ loop: any BusLoop) -> Bool { self.listener.loop === loop || self.connector.loop === loop }

    /// Tells both ends that they are connected, the listening one first.
    func open() {
        self.listener.loop.post { self.listener.connected(self) }
        self.connector.loop.post { self.connector.connected(self) }
    }

    /// Ends the connection; both ends hear of it after what was sent before. Harmless when repeated.
    func close() {
        let wasOpen = self.isOpenState.withLock { isOpen in
            defer { isOpen = false }
            return isOpen
        }
        guard wasOpen else { return }
        self.listener.loop.post { self.listener.disconnected(self) }
        self.connector.loop.post { self.connector.disconnected(self) }
    }

    /// Sends towards the router or publisher; `false` when the lane is full.
    func sendToListener(_ frames: Frames, kind: Shipment.Kind) -> Bool {
        self.toListener.send(frames, kind: kind) { self.listener.received($0, from: self) }
    }

    /// Sends towards the dealer or subscriber; `false` when the lane is full.
    func sendToConnector(_ frames: Frames, kind: Shipment.Kind) -> Bool {
        self.toConnector.send(frames, kind: kind) { self.connector.received($0, from: self) }
    }
}

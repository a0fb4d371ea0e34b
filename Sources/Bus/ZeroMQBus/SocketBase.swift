import EventLoop
import MessageBus

/// What all sockets of the bus have in common; used on the socket's loop only.
final class SocketBase {
    /// Most messages taken in one turn, so that the loop's other work gets its share.
    static let receivedMessageCountMax = 512

    let handle: SocketHandle
    let loop: EventLoop
    let endpoint: Endpoint
    let limits: SocketLimits
    let descriptor: Int32
    private(set) var isOpen = true
    private let didClose: () -> Void

    init(
        handle: SocketHandle, loop: EventLoop, endpoint: Endpoint, limits: SocketLimits, descriptor: Int32,
        didClose: @escaping () -> Void
    ) {
        self.handle = handle
        self.loop = loop
        self.endpoint = endpoint
        self.limits = limits
        self.descriptor = descriptor
        self.didClose = didClose
    }

    /// Ends the turns of `source`, the socket around this, and closes. Harmless when repeated.
    func close(_ source: any LoopSource) {
        guard self.isOpen else { return }
        self.isOpen = false
        self.loop.remove(source)
        self.handle.close()
        self.didClose()
    }
}

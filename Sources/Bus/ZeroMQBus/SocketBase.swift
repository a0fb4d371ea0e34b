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
    private let isBound: Bool
    private let didClose: () -> Void

    init(
        handle: SocketHandle, loop: EventLoop, endpoint: Endpoint, limits: SocketLimits, descriptor: Int32,
        isBound: Bool, didClose: @escaping () -> Void
    ) {
        self.handle = handle
        self.loop = loop
        self.endpoint = endpoint
        self.limits = limits
        self.descriptor = descriptor
        self.isBound = isBound
        self.didClose = didClose
    }

    /// Ends the turns of `source`, the socket around this, and closes. Harmless when repeated.
    func close(_ source: any LoopSource) {
        guard self.isOpen else { return }
        self.isOpen = false
        self.loop.remove(source)
        // Before closing: as long as this socket listens, nobody else can have bound the path.
        if self.isBound { EndpointChecks.removeFile(of: self.endpoint) }
        self.handle.close()
        self.didClose()
    }
}

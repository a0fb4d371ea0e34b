import CZeroMQ
import EventLoop
import MessageBus
import RuntimeModel
import Synchronization

/// Hears from libzmq that the other end of a socket did not accept its credentials.
///
/// libzmq tells it on a PAIR of its own: one frame with the event (2 bytes) and its value (4 bytes), in the machine's
/// order, and one with the endpoint. The value is the status of ZAP (RFC 27): 400 is a refusal, the others pass.
final class RefusalMonitor: LoopSource, @unchecked Sendable {
    // Proof: made, turned and closed on the loop of its socket; stored constants are Sendable or confined to that.
    private static let refusedStatus: UInt32 = 400
    private static let count = Mutex(0)

    private let base: SocketBase
    private let handle: SocketHandle
    private let handler: @Sendable () -> Void
    private var isOpen = true

    let descriptor: Int32

    init(
        of base: SocketBase, context: UnsafeMutableRawPointer, handler: @escaping @Sendable () -> Void
    ) throws(RuntimeError) {
        let number = Self.count.withLock { count in
            count += 1
            return count
        }
        let endpoint = Endpoint("inproc://spinwire-monitor-\(number)")
        try base.handle.monitor(ZMQ_EVENT_HANDSHAKE_FAILED_AUTH, at: endpoint)
        self.base = base
        self.handler = handler
        self.handle = try SocketHandle(context: context, type: ZMQ_PAIR)
        try self.handle.set(ZMQ_LINGER, to: Int32(0))
        try self.handle.connect(to: endpoint)
        self.descriptor = try self.handle.descriptor()
        base.loop.add(self)
    }

    func turn() -> Bool {
        let limits = SocketLimits(frameByteCountMax: 1 << 10, frameCountMax: 2)
        for _ in 0..<SocketBase.receivedMessageCountMax {
            guard self.isOpen, let message = self.handle.receive(hasRoutingPrefix: false, limits: limits)
            else { return false }
            if Self.status(in: message.frames) == Self.refusedStatus { self.handler() }
        }
        return true
    }

    private static func status(in frames: Frames) -> UInt32? {
        guard let first = frames.first, first.count == 6 else { return nil }
        return first.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 2, as: UInt32.self) }
    }

    /// Before its socket is closed. Harmless when repeated.
    func close() {
        guard self.isOpen else { return }
        self.isOpen = false
        self.base.loop.remove(self)
        self.base.handle.endMonitor()
        self.handle.close()
    }
}

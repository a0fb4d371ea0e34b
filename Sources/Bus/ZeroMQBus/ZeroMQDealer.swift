import EventLoop
import Glibc
import MessageBus
import RuntimeModel

/// A DEALER. What cannot be sent now (no connection, or a full pipe) waits in a bounded queue, in order.
final class ZeroMQDealer: DealerSocket, LoopSource, @unchecked Sendable {
    // Proof: every method checks that it runs on the loop, or is called by the loop; stored constants are
    // Sendable or confined to these methods.
    private let base: SocketBase
    private let handler: @Sendable (Frames) -> Void
    private let monitor: RefusalMonitor
    private var queue: BoundedQueue<Frames>

    let descriptor: Int32

    init(_ base: SocketBase, monitor: RefusalMonitor, handler: @escaping @Sendable (Frames) -> Void) {
        self.base = base
        self.monitor = monitor
        self.handler = handler
        self.queue = BoundedQueue(countMax: base.limits.queuedMessageCountMax)
        self.descriptor = base.descriptor
    }

    func send(_ frames: Frames) -> SendOutcome {
        self.base.loop.checkIsolated()
        guard self.base.isOpen else { return .unreachable }
        if !self.queue.isEmpty { return self.queue.append(frames) ? .accepted : .full }
        self.base.loop.used(self)
        switch self.base.handle.send(frames) {
        case 0: return .accepted
        case EAGAIN: return self.queue.append(frames) ? .accepted : .full
        default: return .unreachable
        }
    }

    func close() {
        self.base.loop.checkIsolated()
        // What is queued still goes if there is room; libzmq lingers on what it has.
        if self.base.isOpen { self.flush() }
        self.queue.removeAll()
        self.monitor.close()
        self.base.close(self)
    }

    func turn() -> Bool {
        for _ in 0..<SocketBase.receivedMessageCountMax {
            guard self.base.isOpen else { return false }
            if let message = self.base.handle.receive(hasRoutingPrefix: false, limits: self.base.limits) {
                if !message.isOverLimit { self.handler(message.frames) }
                continue
            }
            guard !self.queue.isEmpty else { return false }
            self.flush()
            // Sending may have taken in what would have woken the loop, in either direction.
            let (canReceive, canSend) = self.base.handle.readiness()
            guard canReceive || (canSend && !self.queue.isEmpty) else { return false }
        }
        return true
    }

    private func flush() {
        while let frames = self.queue.first, self.base.handle.send(frames) == 0 { _ = self.queue.popFirst() }
    }
}

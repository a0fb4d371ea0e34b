import EventLoop
import MessageBus
import RuntimeModel

/// An XSUB: takes everything that the publisher lets through, also topics that it did not ask for itself.
final class ZeroMQSubscriber: SubscriberSocket, LoopSource, @unchecked Sendable {
    // Proof: every method checks that it runs on the loop, or is called by the loop; stored constants are
    // Sendable or confined to these methods.
    private let base: SocketBase
    private let handler: @Sendable (Frames) -> Void

    let descriptor: Int32

    init(_ base: SocketBase, handler: @escaping @Sendable (Frames) -> Void) {
        self.base = base
        self.handler = handler
        self.descriptor = base.descriptor
    }

    func subscribe(_ topic: [UInt8]) { self.send(1, topic) }

    func unsubscribe(_ topic: [UInt8]) { self.send(0, topic) }

    /// libzmq remembers what was asked for, and asks again with every connection it makes.
    private func send(_ wish: UInt8, _ topic: [UInt8]) {
        self.base.loop.checkIsolated()
        guard self.base.isOpen else { return }
        self.base.loop.used(self)
        // An XSUB takes every wish: it is kept even while there is no connection.
        _ = self.base.handle.send([[wish] + topic])
    }

    func close() {
        self.base.loop.checkIsolated()
        self.base.close(self)
    }

    func turn() -> Bool {
        for _ in 0..<SocketBase.receivedMessageCountMax {
            guard self.base.isOpen,
                let message = self.base.handle.receive(hasRoutingPrefix: false, limits: self.base.limits)
            else { return false }
            if !message.isOverLimit { self.handler(message.frames) }
        }
        return true
    }
}

import CZeroMQ
import EventLoop
import MessageBus
import RuntimeModel

/// An XPUB in manual mode: a wish to subscribe installs nothing by itself.
///
/// libzmq applies a decision to "the connection whose wish was read last", and forgets which one that was
/// when it notices that any connection ended, or when another wish is read. So from reading a wish until
/// its decision the socket is not touched at all: nothing is read, and what is published meanwhile waits in
/// a bounded queue.
final class ZeroMQPublisher: PublisherSocket, LoopSource, @unchecked Sendable {
    // Proof: every method checks that it runs on the loop, or is called by the loop; stored constants are
    // Sendable or confined to these methods.
    private let base: SocketBase
    private let handler: @Sendable (SubscriptionRequest) -> Void
    private var isDeciding = false
    private var postponed: BoundedQueue<Frames>

    let endpoint: Endpoint

    init(_ base: SocketBase, handler: @escaping @Sendable (SubscriptionRequest) -> Void) {
        self.base = base
        self.handler = handler
        self.endpoint = base.endpoint
        self.postponed = BoundedQueue(countMax: base.limits.queuedMessageCountMax)
    }

    /// While a decision is awaited nothing may wake the loop for this socket, or it would spin.
    var descriptor: Int32 { self.isDeciding ? -1 : self.base.descriptor }

    func publish(_ frames: Frames) {
        self.base.loop.checkIsolated()
        guard self.base.isOpen else { return }
        guard self.isDeciding else { return self.send(frames) }
        if self.postponed.append(frames) { return }
        // A decision that takes this long loses its subscriber (who will ask again), but no event for the
        // others.
        if let oldest = self.postponed.popFirst() { self.send(oldest) }
        _ = self.postponed.append(frames)
    }

    private func send(_ frames: Frames) {
        self.base.loop.used(self)
        // Never refused: a publisher drops for whoever is too slow.
        _ = self.base.handle.send(frames)
    }

    func decide(_ decision: SubscriptionDecision) {
        self.base.loop.checkIsolated()
        guard self.base.isOpen else { return }
        precondition(self.isDeciding, "A decision answers a wish.")
        switch decision {
        case .refuse: break
        case .install(let topics, let marker): self.install(topics, marker)
        case .remove(let topics): for topic in topics { self.setTopic(ZMQ_UNSUBSCRIBE, topic) }
        }
        self.isDeciding = false
        self.base.loop.sourceDescriptorChanged()
        while let frames = self.postponed.popFirst() { self.send(frames) }
        // When this is not called from a turn, the next wish may be waiting already, and wakes nobody.
        self.base.loop.post {}
    }

    func close() {
        self.base.loop.checkIsolated()
        self.postponed.removeAll()
        self.base.close(self)
    }

    // MARK: - Wishes

    func turn() -> Bool {
        for _ in 0..<SocketBase.receivedMessageCountMax {
            guard self.base.isOpen, !self.isDeciding,
                let message = self.base.handle.receive(hasRoutingPrefix: false, limits: self.base.limits)
            else { return false }
            self.take(message)
        }
        return true
    }

    private func take(_ message: ReceivedMessage) {
        guard !message.isOverLimit, message.frames.count == 1, let kind = message.frames[0].first, kind <= 1
        else {
            return self.refuseWhatIsPending()
        }
        // Without an account it is what libzmq says for a connection that ended: there is nothing left to
        // decide.
        guard let account = message.identity?.account else { return }
        let topic = Array(message.frames[0].dropFirst())
        self.isDeciding = true
        self.handler(SubscriptionRequest(account: account, topic: topic, begins: kind == 1))
        if self.isDeciding { self.base.loop.sourceDescriptorChanged() }
    }

    /// Takes everything that is queued and installs none of it.
    ///
    /// A subscriber may also send messages of its own. libzmq queues them among the wishes but not their
    /// connections, and so would apply the next decision to the connection after the right one: somebody
    /// else's. Both queues agree again when they are empty. Subscribers that were asking get no marker and
    /// ask again.
    private func refuseWhatIsPending() {
        while self.base.handle.receive(hasRoutingPrefix: false, limits: self.base.limits) != nil {}
    }

    private func install(_ topics: [[UInt8]], _ marker: Frames?) {
        for topic in topics { self.setTopic(ZMQ_SUBSCRIBE, topic) }
        guard let marker, let exactTopic = marker.first else { return }
        self.setTopic(ZMQ_SUBSCRIBE, exactTopic)
        self.send(marker)
        if !topics.contains(exactTopic) { self.setTopic(ZMQ_UNSUBSCRIBE, exactTopic) }
    }

    private func setTopic(_ option: Int32, _ topic: [UInt8]) {
        do {
            try self.base.handle.set(option, to: topic)
        } catch {
            // Fails only on a closed socket or an ended context, and then nobody is there to hear.
            return
        }
    }
}

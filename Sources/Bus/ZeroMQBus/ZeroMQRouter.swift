import CZeroMQ
import EventLoop
import Glibc
import MessageBus
import RuntimeModel

/// A ROUTER.
///
/// `ROUTER_MANDATORY` tells when a peer is gone. A peer whose pipe is full gets its messages later, from a
/// bounded backlog of its own, so that no send blocks and no peer waits for another.
final class ZeroMQRouter: RouterSocket, LoopSource, @unchecked Sendable {
    // Proof: every method checks that it runs on the loop, or is called by the loop; stored constants are
    // Sendable or confined to these methods.
    private let base: SocketBase
    private let handler: @Sendable (PeerMessage) -> Void
    private var backlogs: [PeerID: BoundedQueue<Frames>] = [:]
    private var isPaused = false
    private var isRetryPending = false
    private var dropped = 0

    private static let retryInterval: Duration = .milliseconds(5)

    let endpoint: Endpoint
    let descriptor: Int32

    init(_ base: SocketBase, handler: @escaping @Sendable (PeerMessage) -> Void) {
        self.base = base
        self.handler = handler
        self.endpoint = base.endpoint
        self.descriptor = base.descriptor
    }

    var droppedMessageCount: Int {
        self.base.loop.checkIsolated()
        return self.dropped
    }

    func send(_ frames: Frames, to peer: PeerID) -> SendOutcome {
        self.base.loop.checkIsolated()
        guard self.base.isOpen else { return .unreachable }
        if self.backlogs[peer] != nil { return self.enqueue(frames, for: peer) }
        self.base.loop.used(self)
        switch self.base.handle.send(frames, after: peer.bytes) {
        case 0: return .accepted
        case EAGAIN: return self.enqueue(frames, for: peer)
        default: return .unreachable
        }
    }

    func pauseReceiving(_ paused: Bool) {
        self.base.loop.checkIsolated()
        self.isPaused = paused
        // What waits inside libzmq already wakes nobody: the loop looks when this posted nothing has run.
        if !paused { self.base.loop.post {} }
    }

    func close() {
        self.base.loop.checkIsolated()
        self.backlogs.removeAll()
        self.base.close(self)
    }

    func turn() -> Bool {
        for _ in 0..<SocketBase.receivedMessageCountMax {
            guard self.base.isOpen else { return false }
            if !self.isPaused, let message = self.receive() {
                self.take(message)
                continue
            }
            guard self.isPaused || !self.backlogs.isEmpty else { return false }
            let hasSent = self.flushBacklogs()
            // Sending may have taken in what would have woken the loop for a message.
            let canReceive = self.base.handle.readiness().canReceive
            guard hasSent || (canReceive && !self.isPaused) else {
                self.retryLater()
                return false
            }
        }
        return true
    }

    private func receive() -> ReceivedMessage? {
        self.base.handle.receive(hasRoutingPrefix: true, limits: self.base.limits)
    }

    // MARK: - Receiving

    private func take(_ message: ReceivedMessage) {
        guard !message.isOverLimit, !message.frames.isEmpty, Self.isChosenByRouter(message.routingID),
            let identity = message.identity
        else {
            self.dropped += 1
            return
        }
        let peer = PeerID(bytes: message.routingID)
        self.handler(PeerMessage(peer: peer, identity: identity, frames: message.frames))
    }

    /// libzmq's own ids are a zero byte and a counter. A peer that names itself could take over the answers
    /// to another account's connection of the same name, so it is not heard.
    private static func isChosenByRouter(_ id: [UInt8]) -> Bool { id.count == 5 && id[0] == 0 }

    // MARK: - Backlogs

    private func enqueue(_ frames: Frames, for peer: PeerID) -> SendOutcome {
        let countMax = self.base.limits.peerBacklogCountMax
        let isTaken = self.backlogs[peer, default: BoundedQueue(countMax: countMax)].append(frames)
        return isTaken ? .accepted : .full
    }

    /// Sends what peers have room for; returns whether anything was sent.
    private func flushBacklogs() -> Bool {
        var hasSent = false
        for peer in Array(self.backlogs.keys) where self.flushBacklog(of: peer) { hasSent = true }
        return hasSent
    }

    private func flushBacklog(of peer: PeerID) -> Bool {
        var hasSent = false
        while let frames = self.backlogs[peer]?.first {
            switch self.base.handle.send(frames, after: peer.bytes) {
            case 0:
                _ = self.backlogs[peer]?.popFirst()
                hasSent = true
            case EAGAIN: return hasSent
            default:
                // The peer is gone, and what it did not get with it.
                self.backlogs[peer] = nil
                return hasSent
            }
        }
        self.backlogs[peer] = nil
        return hasSent
    }

    /// libzmq cannot say which peer has room again, and the news of it may have come with other news: so a
    /// backlog is looked at now and then even when nothing wakes the loop.
    private func retryLater() {
        guard !self.backlogs.isEmpty, !self.isRetryPending else { return }
        self.isRetryPending = true
        // The turn that follows the timer does the work.
        _ = self.base.loop.schedule(after: Self.retryInterval) { self.isRetryPending = false }
    }
}

/// Limits of one socket.
package struct SocketLimits: Hashable, Sendable {
    /// Longest frame taken in, in bytes (`ZMQ_MAXMSGSIZE`).
    package var frameByteCountMax: Int
    /// Most frames of one message.
    package var frameCountMax: Int
    /// Most messages waiting in each direction for each peer (`ZMQ_SNDHWM`, `ZMQ_RCVHWM`).
    package var queuedMessageCountMax: Int
    /// Most messages kept by a router for one peer whose pipe is full; beyond it the peer's messages are
    /// refused.
    package var peerBacklogCountMax: Int
    /// How often a silent connection is probed (`ZMQ_HEARTBEAT_IVL`); it is dropped after three such
    /// intervals.
    package var heartbeatInterval: Duration
    /// How long a closing socket tries to send what is queued (`ZMQ_LINGER`).
    package var lingerDuration: Duration

    package init(
        frameByteCountMax: Int = 256 << 10, frameCountMax: Int = 4096, queuedMessageCountMax: Int = 10_000,
        peerBacklogCountMax: Int = 10_000, heartbeatInterval: Duration = .seconds(2),
        lingerDuration: Duration = .milliseconds(500)
    ) {
        self.frameByteCountMax = frameByteCountMax
        self.frameCountMax = frameCountMax
        self.queuedMessageCountMax = queuedMessageCountMax
        self.peerBacklogCountMax = peerBacklogCountMax
        self.heartbeatInterval = heartbeatInterval
        self.lingerDuration = lingerDuration
    }
}

import CZeroMQ
import MessageBus
import RuntimeModel

/// A message as it came out of a socket, limits already applied.
struct ReceivedMessage {
    /// The connection's id, on a ROUTER.
    var routingID: [UInt8] = []
    /// Whom the connection was authenticated as; `nil` on the side that connected.
    var identity: Identity?
    var frames: Frames = []
    /// A limit was broken; then `frames` is not the whole message.
    var isOverLimit = false

    /// Adds a frame, unless a limit is broken by it.
    mutating func take(_ message: UnsafeMutablePointer<zmq_msg_t>, limits: SocketLimits) {
        if self.identity == nil, let text = zmq_msg_gets(message, "User-Id") {
            self.identity = Identity(userID: String(cString: text))
        }
        guard !self.isOverLimit, self.frames.count < limits.frameCountMax,
            zmq_msg_size(message) <= limits.frameByteCountMax
        else {
            self.isOverLimit = true
            self.frames = []
            return
        }
        self.frames.append(SocketHandle.bytes(of: message))
    }
}

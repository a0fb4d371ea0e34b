import LocalSockets
import MessageBus
import QuantumSimulator
import RuntimeWire

/// One program's connection to a simulator.
struct CircuitConnection: Sendable {
    /// How it comes.
    enum ID: Hashable, Sendable {
        /// Over ZeroMQ, by way of an executor.
        case peer(PeerID)
        /// Over the Unix socket, numbered as they came.
        case direct(UInt64)
    }

    var assembler: RequestAssembler
    /// What it has sent once and refers to later.
    let earlier: HeldByConnection
    /// The Unix socket's end, for a direct one.
    var stream: FrameStream?
    /// When something last came.
    var heardAt: MonotonicTime
    /// What it is still to be sent.
    var answers: AnswerQueue
    /// Sent over ZeroMQ so far, and what the executor says that it has passed on of it.
    var sentByteCount = 0
    var passedOnByteCount = 0
    /// Whether the rest is sent in a later turn of the loop.
    var isContinued = false

    /// Whether more can be sent now.
    var hasRoom: Bool {
        let waiting = self.stream?.backlogByteCount ?? (self.sentByteCount - self.passedOnByteCount)
        return waiting < CircuitWindow.byteCountMax
    }
}

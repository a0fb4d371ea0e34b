import LocalSockets
import MessageBus
import QuantumSimulator

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
}

import LocalSockets
import MessageBus
import RuntimeModel
import RuntimeWire

/// Carries circuit frames between a program's stream socket and a simulator on another host, undecoded.
///
/// On the stream a frame is a length, a header and a body; on the bus a message is the protocol's tag, the header and
/// the body. Bounded both ways: while the simulator's queue is full the stream is not read; and the simulator sends no
/// more than ``CircuitWindow`` ahead of what the program has read, which the heartbeats tell it. ZeroMQ hides that a peer
/// is gone, so the simulator is asked regularly; silence, or another incarnation answering, ends the connection.
final class CircuitForwarder: Sendable {
    /// What its owner has to know.
    enum Event: Sendable {
        /// The simulator has answered for the first time.
        case confirmed
        /// The connection is over; the program sees the end of its stream.
        case ended
    }

    private struct State {
        var stream: FrameStream?
        var dealer: (any DealerSocket)?
        /// A frame that found the simulator's queue full.
        var held: Frames?
        var incarnation: UInt64?
        /// Of answers, headers and bodies: received, and told to have been passed on.
        var receivedByteCount = 0
        var reportedByteCount = 0
        var missedCount = 0
        var heartbeat: (any LoopTimer)?
        var retry: (any LoopTimer)?
    }

    private let loop: any BusLoop
    private let limits: CircuitLinkLimits
    private let handler: @Sendable (Event) -> Void
    private let state: LoopConfined<State>

    /// Connects to the simulator and takes over the executor's end of the stream. Only on the loop.
    ///
    /// - Throws: `configuration.invalid` for an address that is none; the descriptor is then still the caller's.
    init(
        _ descriptor: Int32, to endpoint: Endpoint, on loop: any BusLoop, bus: any MessageBus,
        credentials: Credentials, socketLimits: SocketLimits, limits: CircuitLinkLimits,
        handler: @escaping @Sendable (Event) -> Void
    ) throws(RuntimeError) {
        self.loop = loop
        self.limits = limits
        self.handler = handler
        self.state = LoopConfined(State(), on: loop)
        self.state.value.dealer = try bus.makeDealer(
            on: loop, to: endpoint, as: credentials, limits: socketLimits
        ) { [weak self] in self?.received($0) }
        self.state.value.stream = FrameStream(descriptor, on: loop, limits: limits.stream) {
            [weak self] event in
            switch event {
            case .frame(let frame): self?.forward(frame)
            case .drained: self?.reportPassedOn()
            case .ended: self?.end()
            }
        }
        self.askSimulator()
    }

    /// Ends the connection without a word to its owner.
    func close() {
        self.state.value.stream?.close()
        self.state.value.stream = nil
        self.state.value.dealer?.close()
        self.state.value.dealer = nil
        self.state.value.heartbeat?.cancel()
        self.state.value.retry?.cancel()
        self.state.value.held = nil
    }

    private func forward(_ frame: [UInt8]) {
        let header = Array(frame[..<MessageHeader.byteCount])
        self.send([Message.tag, header, Array(frame[MessageHeader.byteCount...])])
    }

    private func send(_ frames: Frames) {
        guard self.state.value.dealer?.send(frames) == .full else {
            self.state.value.stream?.pauseReading(false)
            return
        }
        self.state.value.held = frames
        self.state.value.stream?.pauseReading(true)
        self.state.value.retry = self.loop.schedule(after: self.limits.fullQueueInterval) { [weak self] in
            guard let self, let held = self.state.value.held else { return }
            self.state.value.held = nil
            self.send(held)
        }
    }

    private func received(_ frames: Frames) {
        guard frames.count >= 2, frames.count <= 3, frames[0] == Message.tag,
            frames[1].count == MessageHeader.byteCount
        else { return }
        guard frames[1][0] == MessageKind.heartbeatAnswer.rawValue else {
            let frame = frames[1] + (frames.count == 3 ? frames[2] : [])
            self.state.value.receivedByteCount += frame.count
            // A simulator that sends far more than it may does not cost the executor its memory.
            guard self.state.value.stream?.send(frame) != false else { return self.end() }
            return self.reportPassedOn()
        }
        // The header was checked for its length; one that still cannot be read is no sign of life.
        guard let header = try? MessageHeader(bytes: frames[1]) else { return }
        self.answered(by: header.sequence)
    }

    private func answered(by incarnation: UInt64) {
        self.state.value.missedCount = 0
        guard let known = self.state.value.incarnation else {
            self.state.value.incarnation = incarnation
            return self.handler(.confirmed)
        }
        if known != incarnation { self.end() }
    }

    private func askSimulator() {
        guard self.state.value.dealer != nil else { return }
        guard self.state.value.missedCount < self.limits.heartbeatMissedMax else { return self.end() }
        self.state.value.missedCount += 1
        self.ask()
        self.state.value.heartbeat = self.loop.schedule(after: self.limits.heartbeatInterval) { [weak self] in
            self?.askSimulator()
        }
    }

    /// Asks for a sign of life, and says how much the program was passed on.
    private func ask() {
        self.state.value.reportedByteCount = self.passedOnByteCount
        let header = MessageHeader(
            .heartbeat, sequence: UInt64(self.passedOnByteCount), time: self.loop.timestamp)
        _ = self.state.value.dealer?.send(Message(header).encoded)
    }

    /// The simulator waits for it when it has sent as much as it may.
    private func reportPassedOn() {
        if self.passedOnByteCount - self.state.value.reportedByteCount >= CircuitWindow.reportByteCount {
            self.ask()
        }
    }

    /// What waits in the stream has lengths as well, so that this is at most what was passed on.
    private var passedOnByteCount: Int {
        max(0, self.state.value.receivedByteCount - (self.state.value.stream?.backlogByteCount ?? 0))
    }

    private func end() {
        guard self.state.value.dealer != nil else { return }
        self.close()
        self.handler(.ended)
    }
}

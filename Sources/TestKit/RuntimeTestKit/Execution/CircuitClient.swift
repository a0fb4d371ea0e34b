import LocalSockets
package import MessageBus
import RuntimeModel
package import RuntimeWire

/// A program's side of the circuit protocol on a stream socket, for tests. Belongs to the loop but for ``events``.
package final class CircuitClient: Sendable {
    package enum Event: Sendable {
        /// A whole answer: the last part's header, and all of the body.
        case answer(MessageHeader, [UInt8])
        /// The connection is gone.
        case ended
    }

    private struct State {
        var stream: FrameStream?
        var parts: [UInt64: [UInt8]] = [:]
    }

    private static let partByteCountMax = 192 << 10

    package let events = EventRecorder<Event>()
    private let job: JobID
    private let state: LoopConfined<State>

    /// Takes over a connected, non-blocking socket. Only on the loop.
    package init(_ descriptor: Int32, on loop: any BusLoop) {
        self.job = JobID(high: 3, low: 4)
        self.state = LoopConfined(State(), on: loop)
        self.state.value.stream = FrameStream(
            descriptor, on: loop, limits: FrameStreamLimits(frameByteCountMin: 40)
        ) { [weak self] event in
            switch event {
            case .frame(let frame): self?.received(frame)
            case .drained: break
            case .ended: self?.events.record(.ended)
            }
        }
    }

    /// Sends a request, in parts where it is long.
    package func run(_ request: [UInt8], correlation: UInt64) {
        for start in stride(from: 0, to: max(1, request.count), by: Self.partByteCountMax) {
            let end = min(start + Self.partByteCountMax, request.count)
            let header = MessageHeader(
                .circuitRun, contentType: .circuits, flags: end < request.count ? 1 : 0,
                sequence: correlation,
                job: self.job)
            self.send(header.encoded() + request[start..<end])
        }
    }

    package func cancel(_ correlation: UInt64) {
        self.send(MessageHeader(.circuitCancel, sequence: correlation, job: self.job).encoded())
    }

    /// Sends bytes as one frame, whatever they are.
    package func send(_ frame: [UInt8]) { _ = self.state.value.stream?.send(frame) }

    /// Reads nothing, or reads again.
    package func pauseReading(_ paused: Bool) { self.state.value.stream?.pauseReading(paused) }

    package func close() { self.state.value.stream?.close() }

    /// Waits for the answer to a request.
    package func answer(to correlation: UInt64) async throws -> (header: MessageHeader, body: [UInt8]) {
        func isMeant(_ event: Event) -> Bool {
            if case .answer(let header, _) = event { header.sequence == correlation } else { false }
        }
        let events = try await self.events.wait { events in
            events.contains { event in
                if case .answer(let header, _) = event { header.sequence == correlation } else { false }
            }
        }
        guard case .answer(let header, let body)? = events.last(where: isMeant) else {
            preconditionFailure("The wait was for an answer.")
        }
        return (header, body)
    }

    /// Waits until the connection is gone.
    package func waitForEnd() async throws {
        try await self.events.wait { $0.contains { if case .ended = $0 { true } else { false } } }
    }

    private func received(_ frame: [UInt8]) {
        guard let header = try? MessageHeader(bytes: frame) else { return }
        self.state.value.parts[header.sequence, default: []].append(contentsOf: frame[40...])
        guard header.flags & 1 == 0 else { return }
        self.events.record(.answer(header, self.state.value.parts.removeValue(forKey: header.sequence) ?? []))
    }
}

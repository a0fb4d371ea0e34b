import Glibc
package import MessageBus
import RuntimeModel

/// A connected stream socket that carries frames, each behind its length as a 32-bit big-endian number.
///
/// Belongs to one loop. Frames that break the limits end the stream; whatever was read before is delivered before,
/// unless reading is paused when the other end goes.
package final class FrameStream: Sendable {
    /// What happened at the socket.
    package enum Event: Sendable {
        /// A frame came in.
        case frame([UInt8])
        /// Everything that waited has been written.
        case drained
        /// The other end is gone, or broke the limits. The last event; the descriptor is closed.
        case ended
    }

    private struct State {
        var descriptor: Int32
        var watch: (any DescriptorWatch)?
        var input: [UInt8] = []
        var output: [UInt8] = []
        var outputStart = 0
        var isPaused = false
        /// Inside the handler: frames already read wait when it pauses.
        var isDelivering = false
    }

    /// Bytes read at once.
    private static let readByteCount = 64 << 10

    private let loop: any BusLoop
    private let limits: FrameStreamLimits
    private let handler: @Sendable (Event) -> Void
    private let state: LoopConfined<State>

    /// Takes over a connected, non-blocking socket. Only on the loop.
    package init(
        _ descriptor: Int32, on loop: any BusLoop, limits: FrameStreamLimits,
        handler: @escaping @Sendable (Event) -> Void
    ) {
        self.loop = loop
        self.limits = limits
        self.handler = handler
        self.state = LoopConfined(State(descriptor: descriptor), on: loop)
        self.state.value.watch = loop.watch(descriptor, for: .readable) { [weak self] ready in
            self?.isReady(for: ready)
        }
    }

    /// Whether the socket is still open.
    package var isOpen: Bool { self.state.value.descriptor >= 0 }

    /// Bytes that wait to be written.
    package var backlogByteCount: Int { self.state.value.output.count - self.state.value.outputStart }

    /// Sends a frame, or queues it behind earlier ones.
    ///
    /// - Returns: `false` when the stream has ended or its backlog is at its limit; nothing was taken.
    package func send(_ frame: [UInt8]) -> Bool {
        guard self.isOpen, self.backlogByteCount + frame.count + 4 <= self.limits.backlogByteCountMax else {
            return false
        }
        let wasIdle = self.backlogByteCount == 0
        let length = UInt32(frame.count).bigEndian
        withUnsafeBytes(of: length) { self.state.value.output.append(contentsOf: $0) }
        self.state.value.output.append(contentsOf: frame)
        if wasIdle {
            self.write()
            self.updateInterest()
        }
        return true
    }

    /// Stops reading, so that the other end has to wait; `false` goes on, with what was already read first.
    package func pauseReading(_ paused: Bool) {
        guard self.isOpen, self.state.value.isPaused != paused else { return }
        self.state.value.isPaused = paused
        self.updateInterest()
        guard !paused, !self.state.value.input.isEmpty else { return }
        self.loop.post { [weak self] in self?.deliver() }
    }

    /// Closes the socket; no event follows.
    package func close() {
        guard self.isOpen else { return }
        self.state.value.watch?.cancel()
        self.state.value.watch = nil
        shutdown(self.state.value.descriptor, Int32(SHUT_RDWR))
        Glibc.close(self.state.value.descriptor)
        self.state.value.descriptor = -1
        self.state.value.input = []
        self.state.value.output = []
        self.state.value.outputStart = 0
    }

    private func isReady(for ready: DescriptorInterest) {
        if ready.contains(.writable), self.isOpen {
            self.write()
            self.updateInterest()
            if self.isOpen, self.backlogByteCount == 0 { self.handler(.drained) }
        }
        if self.isOpen, !self.state.value.isPaused || ready.contains(.hangUp) { self.read() }
    }

    private func read() {
        let descriptor = self.state.value.descriptor
        // Not zeroed first: most often a few hundred bytes come.
        let count = withUnsafeTemporaryAllocation(byteCount: Self.readByteCount, alignment: 16) { chunk in
            let count = recv(descriptor, chunk.baseAddress, chunk.count, 0)
            if count > 0 {
                self.state.value.input.append(contentsOf: UnsafeRawBufferPointer(chunk).prefix(count))
            }
            return count
        }
        if count > 0 {
            self.deliver()
        } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
            self.end()
        }
    }

    private func deliver() {
        guard !self.state.value.isDelivering else { return }
        self.state.value.isDelivering = true
        defer { self.state.value.isDelivering = false }
        var start = 0
        while self.isOpen, !self.state.value.isPaused, self.state.value.input.count - start >= 4 {
            let input = self.state.value.input
            let length = input[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) }
            guard length >= self.limits.frameByteCountMin, length <= self.limits.frameByteCountMax else {
                return self.end()
            }
            guard input.count - start - 4 >= length else { break }
            start += 4 + length
            self.handler(.frame(Array(input[(start - length)..<start])))
        }
        if self.isOpen { self.state.value.input.removeFirst(start) }
    }

    private func write() {
        while self.isOpen, self.backlogByteCount > 0 {
            let start = self.state.value.outputStart
            let descriptor = self.state.value.descriptor
            let count = self.state.value.output.withUnsafeBytes { bytes in
                Glibc.send(
                    descriptor, bytes.baseAddress.map { $0 + start }, bytes.count - start, Int32(MSG_NOSIGNAL)
                )
            }
            if count > 0 {
                self.state.value.outputStart += count
            } else if errno == EAGAIN {
                return self.compact()
            } else if errno != EINTR {
                // The reader will see the end, after what the other side still sent.
                self.state.value.outputStart = self.state.value.output.count
            }
        }
        self.compact()
    }

    /// Forgets what was written once it is half of what is held: each byte is moved once at most.
    private func compact() {
        let start = self.state.value.outputStart
        guard start > 0, start * 2 >= self.state.value.output.count else { return }
        self.state.value.output.removeFirst(start)
        self.state.value.outputStart = 0
    }

    private func updateInterest() {
        guard self.isOpen else { return }
        var interest: DescriptorInterest = self.state.value.isPaused ? [] : .readable
        if self.backlogByteCount > 0 { interest.insert(.writable) }
        self.state.value.watch?.update(interest)
    }

    private func end() {
        guard self.isOpen else { return }
        self.close()
        self.handler(.ended)
    }
}

import CSandbox
import ExecutorCore
import Glibc
import MessageBus

// Reading and writing. Everything is level-triggered and non-blocking; a paused program is not watched at all,
// because a watch always reports hang-up and would be called without end.
extension SandboxedProgram {
    private static let readByteCountMax = 64 << 10

    private var isReading: Bool { !self.isPaused || self.isKilled }

    /// Output is left in its pipe until somebody hears it.
    private var isHearing: Bool { self.isReading && self.hasBegun }

    // MARK: - Watching

    func updateWatches() {
        switch self.phase {
        case .waiting, .ended: return
        case .preparing(let ends), .ready(let ends): self.updateWatches(of: ends)
        }
    }

    private func updateWatches(of ends: ProgramEnds) {
        var interest: DescriptorInterest = []
        if self.isReading, !self.hasChannelEnded { interest.insert(.readable) }
        if !self.writer.isEmpty, !self.hasChannelEnded { interest.insert(.writable) }
        self.update(&self.watches.channel, ends.channel, interest) { $0.channelIsReady($1, ends) }
        self.update(
            &self.watches.output, ends.output, self.isHearing && !self.hasOutputEnded ? .readable : []
        ) {
            program, _ in _ = program.readOutput(ends)
        }
        self.update(&self.watches.error, ends.error, self.isHearing && !self.hasErrorEnded ? .readable : []) {
            program, _ in _ = program.readError(ends)
        }
        self.update(&self.watches.leader, ends.pidfd, self.isLeaderGone ? [] : .readable) {
            program, _ in program.leaderIsGone()
        }
    }

    private func update(
        _ watch: inout (any DescriptorWatch)?, _ descriptor: Int32, _ interest: DescriptorInterest,
        _ action: @escaping @Sendable (isolated SandboxedProgram, DescriptorInterest) -> Void
    ) {
        if interest.isEmpty {
            watch?.cancel()
            watch = nil
        } else if let watch {
            watch.update(interest)
        } else {
            watch = self.loop.watch(descriptor, for: interest) { [weak self] ready in
                self?.assumeIsolated { action($0, ready) }
            }
        }
    }

    private func leaderIsGone() {
        self.isLeaderGone = true
        self.updateWatches()
        self.finishIfGone()
    }

    func setPaused(_ paused: Bool) {
        guard self.isPaused != paused else { return }
        self.isPaused = paused
        self.updateWatches()
        guard !paused else { return }
        // Frames that were read before the pause wait here, and nothing on the descriptor tells of them.
        self.loop.post { [weak self] in
            self?.assumeIsolated {
                $0.deliverFrames()
                $0.finishIfGone()
            }
        }
    }

    // MARK: - Reading

    private func channelIsReady(_ ready: DescriptorInterest, _ ends: ProgramEnds) {
        if ready.contains(.writable) { self.flush(ends) }
        if !ready.isDisjoint(with: [.readable, .hangUp]), self.isReading { _ = self.readChannel(ends) }
    }

    /// Reads once and delivers what became whole. Returns whether there may be more.
    private func readChannel(_ ends: ProgramEnds) -> Bool {
        guard !self.hasChannelEnded else { return false }
        let more = Self.read(ends.channel) { self.reader.append($0) }
        self.deliverFrames()
        if more == nil {
            self.hasChannelEnded = true
            self.updateWatches()
        }
        return more ?? false
    }

    func deliverFrames() {
        do {
            while self.isReading, let frame = try self.reader.next() { self.take(frame) }
        } catch {
            // The program can write what it likes to its channel; beyond this point nothing it says has a meaning.
            self.fail("The program's process broke the rules of its channel.")
            self.hasChannelEnded = true
            // Killing looks at the watches as well, but not twice: one left behind would call without end.
            self.updateWatches()
            self.killTree()
        }
    }

    private func take(_ frame: [UInt8]) {
        switch self.phase {
        case .waiting, .ended: return
        case .preparing:
            if frame == Self.readyFrame { return self.becomeWarm() }
            self.fail("The program's process spoke before it was ready.")
            self.killTree()
        case .ready:
            if let handler = self.handler { handler(.frame(frame)) } else { self.killTree() }
        }
    }

    private func readOutput(_ ends: ProgramEnds) -> Bool {
        guard !self.hasOutputEnded else { return false }
        let more = Self.read(ends.output) { self.handler?(.output(.standardOutput, Array($0))) }
        self.hasOutputEnded = more == nil
        if more == nil { self.updateWatches() }
        return more ?? false
    }

    private func readError(_ ends: ProgramEnds) -> Bool {
        guard !self.hasErrorEnded else { return false }
        let more = Self.read(ends.error) { self.handler?(.output(.standardError, Array($0))) }
        self.hasErrorEnded = more == nil
        if more == nil { self.updateWatches() }
        return more ?? false
    }

    /// Hands on all that the tree left behind. Returns `false` when a pause interrupts that.
    func drain() -> Bool {
        switch self.phase {
        case .waiting, .ended: return true
        case .preparing(let ends): return self.drainChannel(ends)
        case .ready(let ends):
            guard self.hasBegun else { return true }
            while self.isReading, self.readOutput(ends) {}
            while self.isReading, self.readError(ends) {}
            return self.drainChannel(ends)
        }
    }

    private func drainChannel(_ ends: ProgramEnds) -> Bool {
        while self.isReading, self.readChannel(ends) {}
        return self.isReading
    }

    /// Reads once. Returns `nil` at the end of the stream, else whether bytes came.
    private static func read(_ descriptor: Int32, _ body: (UnsafeRawBufferPointer) -> Void) -> Bool? {
        withUnsafeTemporaryAllocation(byteCount: self.readByteCountMax, alignment: 1) { buffer in
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count > 0 {
                body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                return true
            }
            return count < 0 && (errno == EAGAIN || errno == EINTR) ? false : nil
        }
    }

    /// Delivers all that was written before now, and gives what follows to somebody else.
    func changeHearer(_ handler: @escaping @Sendable (ProgramEvent) -> Void) -> Bool {
        guard self.isAlive, self.isReady, self.hasBegun, self.drain(), self.isAlive, !self.hasChannelEnded
        else { return false }
        self.handler = handler
        return true
    }

    // MARK: - Writing

    func enqueue(_ frame: [UInt8], descriptor: Int32?) -> Bool {
        guard case .ready(let ends) = self.phase, !self.hasChannelEnded, !self.isLeaderGone else {
            return false
        }
        guard self.writer.backlogByteCount + frame.count <= self.configuration.sendBacklogByteCountMax else {
            self.killTree()
            return false
        }
        // The caller closes its own when it likes, maybe before the frame can go.
        let copy = descriptor.map { fcntl($0, F_DUPFD_CLOEXEC, 0) } ?? -1
        self.writer.append(frame, descriptor: copy)
        self.flush(ends)
        return true
    }

    private func flush(_ ends: ProgramEnds) {
        if self.writer.write(to: ends.channel) == .broken { self.writer.discard() }
        self.updateWatches()
    }

    // MARK: - Memory

    /// Adds up the tree's memory from outside, again and again, and ends it when it is too much.
    func pollMemory(of ends: ProgramEnds) {
        guard self.isReady, !self.isLeaderGone, !self.isKilled else { return }
        let pid = spinwire_pidfd_pid(ends.pidfd)
        var usage = spinwire_tree_usage()
        if pid > 0, spinwire_tree_usage(pid, &usage) == 0 {
            self.treeByteCount = Int(clamping: usage.memory_byte_count)
        }
        if self.treeByteCount > self.limits.memoryByteCountMax {
            self.handler?(.memoryExceeded(byteCount: self.treeByteCount))
            return self.killTree()
        }
        self.memoryTimer = self.loop.schedule(after: self.configuration.memoryPollInterval) { [weak self] in
            self?.assumeIsolated { $0.pollMemory(of: ends) }
        }
    }
}

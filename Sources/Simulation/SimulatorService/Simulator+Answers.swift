import LocalSockets
import MessageBus
import RuntimeWire

/// Answers go as fast as they are read.
///
/// Note 1: an answer may be as long as the reply limit, far longer than what a socket should hold. So each connection
/// keeps its answers until they have gone and is sent ``CircuitWindow/byteCountMax`` ahead of the reader at most. A
/// program that does not read is not cut off, because it may well be computing: nothing more is computed for it, and
/// nothing more is read from it, until it has read. What it can make the simulator keep is bounded by
/// `unreadReplyByteCountMax` and what was being computed; one that goes on asking all the same, by way of an executor,
/// is cut off at `unreadReplyCountMax`.
extension Simulator {
    /// Sends an answer, behind earlier ones.
    func send(_ answer: CircuitFrame, to id: CircuitConnection.ID) {
        guard self.connections[id] != nil else { return }
        guard self.connections[id]?.answers.append(answer) == true else { return self.disconnect(id) }
        if self.connections[id]?.isContinued == false { self.sendMore(to: id) }
        self.holdOrRelease(id)
    }

    /// Sends what there is room for.
    func sendMore(to id: CircuitConnection.ID) {
        self.connections[id]?.isContinued = false
        var byteCount = 0
        while self.connections[id]?.hasRoom == true, let frame = self.connections[id]?.answers.nextFrame() {
            guard self.isSent(frame, to: id) else { return self.disconnect(id) }
            byteCount += frame.byteCount
            // However fast the other end reads, others get their turn.
            if byteCount >= CircuitWindow.byteCountMax { return self.continueLater(id) }
        }
        self.holdOrRelease(id)
    }

    /// An executor says how much it has passed on.
    func passedOn(_ byteCount: UInt64, by id: CircuitConnection.ID) {
        guard let sent = self.connections[id]?.sentByteCount else { return }
        // What an executor says is not trusted: nobody passes on what was not sent.
        self.connections[id]?.passedOnByteCount = Int(min(byteCount, UInt64(sent)))
        if self.connections[id]?.isContinued == false { self.sendMore(to: id) }
    }

    private func continueLater(_ id: CircuitConnection.ID) {
        self.connections[id]?.isContinued = true
        self.loop.post { [weak self] in self?.assumeIsolated { $0.sendMore(to: id) } }
    }

    private func isSent(_ frame: CircuitFrame, to id: CircuitConnection.ID) -> Bool {
        switch id {
        case .direct: return self.connections[id]?.stream?.send(frame.packed) == true
        case .peer(let peer):
            self.connections[id]?.sentByteCount += frame.byteCount
            let message = [Message.tag, frame.header.encoded(), frame.body]
            return self.router?.send(message, to: peer) == .accepted
        }
    }

    /// Computes and reads nothing more for a connection that has not read what it asked for.
    private func holdOrRelease(_ id: CircuitConnection.ID) {
        guard let connection = self.connections[id] else { return }
        let isHeld = connection.answers.byteCount > self.configuration.unreadReplyByteCountMax
        guard isHeld != self.schedule.isHeld(id) else { return }
        connection.stream?.pauseReading(isHeld)
        self.schedule.hold(id, isHeld)
        if !isHeld { self.computeMore() }
    }
}

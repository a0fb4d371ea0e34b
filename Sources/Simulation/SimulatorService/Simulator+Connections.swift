import Glibc
import LocalSockets
import Logging
import MessageBus
import QuantumSimulator
import RuntimeModel
import RuntimeWire

/// Connections: who may come, and what becomes of them.
extension Simulator {
    /// A message came over ZeroMQ, forwarded by an executor.
    func received(_ message: PeerMessage) {
        guard message.frames.count >= 2, message.frames.count <= 3, message.frames[0] == Message.tag,
            message.frames[1].count == MessageHeader.byteCount
        else { return }
        let id = CircuitConnection.ID.peer(message.peer)
        do {
            let header = try MessageHeader(bytes: message.frames[1])
            if self.connections[id] == nil {
                guard self.mayConnect else { return }
                self.connect(id, stream: nil)
            }
            self.connections[id]?.heardAt = self.loop.now
            guard header.kind == .heartbeat else {
                let body = message.frames.count == 3 ? message.frames[2] : []
                return self.received(CircuitFrame(header: header, body: body), from: id)
            }
            self.passedOn(header.sequence, by: id)
            let answer = Message(
                MessageHeader(.heartbeatAnswer, sequence: self.incarnation, time: self.loop.timestamp))
            _ = self.router?.send(answer.encoded, to: message.peer)
        } catch {
            self.logger.warning("circuit message dropped", metadata: ["error": "\(error)"])
        }
    }

    /// Opens the Unix socket, if there is to be one.
    func listen() throws(RuntimeError) {
        guard let path = self.configuration.directPath else { return }
        try LocalSocket.makeFolder(for: path)
        self.listener = try LocalSocket.listen(at: path)
        self.listenerWatch = self.loop.watch(self.listener, for: .readable) { [weak self] _ in
            self?.assumeIsolated { $0.accept() }
        }
    }

    func stopListening() {
        guard self.listener >= 0 else { return }
        self.listenerWatch?.cancel()
        Glibc.close(self.listener)
        self.listener = -1
        if let path = self.configuration.directPath { unlink(path) }
    }

    /// Ends a connection; what it asked for is not computed any further.
    func disconnect(_ id: CircuitConnection.ID) {
        guard let connection = self.connections.removeValue(forKey: id) else { return }
        connection.stream?.close()
        self.schedule.removeAll(of: id)
    }

    /// Over ZeroMQ nobody says that a peer is gone: executors ask regularly, and silence says it.
    func forgetSilentPeers() {
        let now = self.loop.now
        for (id, connection) in self.connections where connection.stream == nil {
            if now - connection.heardAt > self.configuration.silenceMax { self.disconnect(id) }
        }
    }

    private var mayConnect: Bool {
        !self.isStopping && self.connections.count < self.configuration.connectionCountMax
    }

    private func accept() {
        while let descriptor = LocalSocket.accept(self.listener) {
            // The folder and the socket keep others away; this keeps them away where a file system does not.
            let user = LocalSocket.userID(of: descriptor)
            guard self.mayConnect, user == getuid() || user == 0 else {
                Glibc.close(descriptor)
                continue
            }
            self.directCount += 1
            let id = CircuitConnection.ID.direct(self.directCount)
            let stream = FrameStream(descriptor, on: self.loop, limits: self.configuration.stream) {
                [weak self] event in
                self?.assumeIsolated { $0.happened(event, at: id) }
            }
            self.connect(id, stream: stream)
        }
    }

    private func connect(_ id: CircuitConnection.ID, stream: FrameStream?) {
        self.connections[id] = CircuitConnection(
            assembler: RequestAssembler(byteCountMax: self.configuration.requestByteCountMax),
            earlier: HeldByConnection(
                countMax: self.configuration.heldStructureCountMax,
                byteCountMax: self.configuration.heldStructureByteCountMax),
            stream: stream, heardAt: self.loop.now,
            answers: AnswerQueue(countMax: self.configuration.unreadReplyCountMax))
    }

    private func happened(_ event: FrameStream.Event, at id: CircuitConnection.ID) {
        switch event {
        case .frame(let bytes):
            guard let frame = try? CircuitFrame(packed: bytes) else {
                // A peer that does not keep to the protocol cannot be answered in it.
                return self.disconnect(id)
            }
            self.received(frame, from: id)
        case .drained: self.sendMore(to: id)
        case .ended: self.disconnect(id)
        }
    }
}

import MessageBus

/// A router whose messages suffer, in either direction.
struct DisturbedRouter: RouterSocket {
    private let socket: any RouterSocket
    private let loop: any BusLoop
    private let inward: DisturbedCourse
    private let outward: DisturbedCourse

    init(
        _ socket: any RouterSocket, loop: any BusLoop, _ disturbance: Disturbance, inward: DisturbedCourse
    ) {
        self.socket = socket
        self.loop = loop
        self.inward = inward
        self.outward = disturbance.makeCourse()
    }

    var endpoint: Endpoint { self.socket.endpoint }
    var droppedMessageCount: Int { self.socket.droppedMessageCount }

    func send(_ frames: Frames, to peer: PeerID) -> SendOutcome {
        let socket = self.socket
        self.outward.carry(on: self.loop) { _ = socket.send(frames, to: peer) }
        return .accepted
    }

    func pauseReceiving(_ paused: Bool) { self.socket.pauseReceiving(paused) }

    func close() {
        self.inward.close()
        self.outward.close()
        self.socket.close()
    }
}

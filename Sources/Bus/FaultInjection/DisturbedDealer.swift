import MessageBus

/// A dealer whose messages suffer.
struct DisturbedDealer: DealerSocket {
    private let socket: any DealerSocket
    private let loop: any BusLoop
    private let course: DisturbedCourse

    init(_ socket: any DealerSocket, loop: any BusLoop, _ disturbance: Disturbance) {
        self.socket = socket
        self.loop = loop
        self.course = disturbance.makeCourse()
    }

    func send(_ frames: Frames) -> SendOutcome {
        let socket = self.socket
        // A full queue loses it then, as the network might.
        self.course.carry(on: self.loop) { _ = socket.send(frames) }
        return .accepted
    }

    func close() {
        self.course.close()
        self.socket.close()
    }
}

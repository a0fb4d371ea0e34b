import MessageBus

/// A publisher whose messages suffer.
struct DisturbedPublisher: PublisherSocket {
    private let socket: any PublisherSocket
    private let loop: any BusLoop
    private let course: DisturbedCourse

    init(_ socket: any PublisherSocket, loop: any BusLoop, _ disturbance: Disturbance) {
        self.socket = socket
        self.loop = loop
        self.course = disturbance.makeCourse()
    }

    var endpoint: Endpoint { self.socket.endpoint }

    func publish(_ frames: Frames) {
        let socket = self.socket
        self.course.carry(on: self.loop) { socket.publish(frames) }
    }

    func decide(_ decision: SubscriptionDecision) { self.socket.decide(decision) }

    func close() {
        self.course.close()
        self.socket.close()
    }
}

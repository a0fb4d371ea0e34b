import MessageBus
import Synchronization

/// One direction of a connection: counts what is on its way, and refuses more than its limit.
final class Lane: Sendable {
    private let loop: any BusLoop
    private let link: any MessageLink
    private let connection: UInt64
    private let countMax: Int
    private let inFlightCount = Mutex(0)

    init(loop: any BusLoop, link: any MessageLink, connection: UInt64, countMax: Int) {
        self.loop = loop
        self.link = link
        self.connection = connection
        self.countMax = countMax
    }

    /// Sends; `receive` is called on the other end's loop. Returns `false` when the lane is full.
    func send(
        _ frames: Frames, kind: Shipment.Kind, countMax: Int? = nil,
        receive: @escaping @Sendable (LaneMessage) -> Void
    ) -> Bool {
        let isTaken = self.inFlightCount.withLock { count in
            guard count < min(self.countMax, countMax ?? .max) else { return false }
            count += 1
            return true
        }
        guard isTaken else { return false }
        let message = LaneMessage(frames: frames, lane: self)
        self.link.carry(
            Shipment(
                kind: kind, connection: self.connection, loop: self.loop, deliver: { receive(message) },
                lose: { message.release() }))
        return true
    }

    fileprivate func releasePlace() { self.inFlightCount.withLock { $0 -= 1 } }
}

/// A message that holds a place in its lane until its receiver releases it.
final class LaneMessage: Sendable {
    let frames: Frames
    private let lane: Mutex<Lane?>

    init(frames: Frames, lane: Lane) {
        self.frames = frames
        self.lane = Mutex(lane)
    }

    /// Gives the place back. Harmless when repeated.
    func release() {
        let lane = self.lane.withLock { lane in
            defer { lane = nil }
            return lane
        }
        lane?.releasePlace()
    }

    /// Whether the message keeps the receiver's limits.
    func isWithin(_ limits: SocketLimits) -> Bool {
        self.frames.count <= limits.frameCountMax
            && self.frames.allSatisfy { $0.count <= limits.frameByteCountMax }
    }
}

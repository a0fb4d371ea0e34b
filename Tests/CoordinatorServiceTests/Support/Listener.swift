import MessageBus
import RuntimeModel
import RuntimeTestKit
import RuntimeWire

/// A subscriber's socket by itself: what was published to it, and nothing repaired.
final class Listener {
    let received = EventRecorder<[[UInt8]]>()
    private let socket: any SubscriberSocket

    init(_ service: TestedCoordinator, as account: AccountID) throws {
        let received = self.received
        self.socket = try service.bus.makeSubscriber(
            on: service.loop, to: Endpoint("inproc://events"), as: TestedCoordinator.credentials(account),
            limits: SocketLimits()
        ) { received.record($0) }
    }

    func subscribe(to job: JobID) { self.socket.subscribe(Topic.prefix(of: job)) }

    func subscribe(topic: [UInt8]) { self.socket.subscribe(topic) }

    private var headers: [MessageHeader] {
        // A frame that is no header is not an event, and is missed by the test that waits for one.
        self.received.events.compactMap { $0.count == 3 ? try? MessageHeader(bytes: $0[1]) : nil }
    }

    var markers: [MessageHeader] { self.headers.filter { $0.kind == .subscribed } }
    var events: [MessageHeader] { self.headers.filter { $0.kind != .subscribed } }
}

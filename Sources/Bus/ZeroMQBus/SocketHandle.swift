import CZeroMQ
import Glibc
import MessageBus
import RuntimeModel

/// One socket of libzmq, with Swift's types at its edges.
///
/// Belongs to one thread at a time, as libzmq demands; the classes around it see to that.
final class SocketHandle {
    private let socket: UnsafeMutableRawPointer
    private var isOpen = true

    init(context: UnsafeMutableRawPointer, type: Int32) throws(RuntimeError) {
        guard let socket = zmq_socket(context, type) else {
            throw .transport("The bus cannot make another socket.", errno: zmq_errno())
        }
        self.socket = socket
    }

    deinit { self.close() }

    /// Closes the socket; what it queued is sent for as long as it lingers. Harmless when repeated.
    func close() {
        guard self.isOpen else { return }
        self.isOpen = false
        zmq_close(self.socket)
    }

    // MARK: - Options

    func set(_ option: Int32, to value: Int32) throws(RuntimeError) {
        var value = value
        let status = zmq_setsockopt(self.socket, option, &value, MemoryLayout<Int32>.size)
        try Self.check(status, option: option)
    }

    func set(_ option: Int32, to value: Int64) throws(RuntimeError) {
        var value = value
        let status = zmq_setsockopt(self.socket, option, &value, MemoryLayout<Int64>.size)
        try Self.check(status, option: option)
    }

    func set(_ option: Int32, to bytes: [UInt8]) throws(RuntimeError) {
        try Self.check(zmq_setsockopt(self.socket, option, bytes, bytes.count), option: option)
    }

    private static func check(_ status: Int32, option: Int32) throws(RuntimeError) {
        guard status == 0 else {
            throw .transport(
                "A socket refused one of its options.", errno: zmq_errno(), context: ["option": "\(option)"])
        }
    }

    /// What the loop polls: readable when libzmq has something to process.
    func descriptor() throws(RuntimeError) -> Int32 {
        var descriptor: Int32 = -1
        var size = MemoryLayout<Int32>.size
        try Self.check(zmq_getsockopt(self.socket, ZMQ_FD, &descriptor, &size), option: ZMQ_FD)
        return descriptor
    }

    /// Lets libzmq process what other threads told it, and returns what the socket is ready for after that.
    func readiness() -> (canReceive: Bool, canSend: Bool) {
        var events: Int32 = 0
        var size = MemoryLayout<Int32>.size
        guard zmq_getsockopt(self.socket, ZMQ_EVENTS, &events, &size) == 0 else { return (false, false) }
        return (events & ZMQ_POLLIN != 0, events & ZMQ_POLLOUT != 0)
    }

    /// Lets libzmq tell of events on a PAIR that it binds; call ``endMonitor()`` before closing.
    func monitor(_ events: Int32, at endpoint: Endpoint) throws(RuntimeError) {
        guard zmq_socket_monitor(self.socket, endpoint.address, events) == 0 else {
            throw .transport("A socket cannot be monitored.", errno: zmq_errno())
        }
    }

    func endMonitor() {
        guard self.isOpen else { return }
        zmq_socket_monitor(self.socket, nil, 0)
    }

    // MARK: - Endpoints

    /// Binds, and returns the real endpoint: with the port that the system chose.
    func bind(to endpoint: Endpoint) throws(RuntimeError) -> Endpoint {
        guard zmq_bind(self.socket, endpoint.address) == 0 else {
            throw .endpoint(
                "The endpoint cannot be bound; another service may be using it.", endpoint, zmq_errno())
        }
        var bytes = [UInt8](repeating: 0, count: 512)
        var size = bytes.count
        guard zmq_getsockopt(self.socket, ZMQ_LAST_ENDPOINT, &bytes, &size) == 0 else { return endpoint }
        return Endpoint(String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self))
    }

    func connect(to endpoint: Endpoint) throws(RuntimeError) {
        guard zmq_connect(self.socket, endpoint.address) == 0 else {
            throw .endpoint("The endpoint is not one that can be connected to.", endpoint, zmq_errno())
        }
    }

    // MARK: - Messages

    /// Sends one message without blocking: all of it or nothing.
    ///
    /// - Parameter prefix: The routing id that a ROUTER wants first.
    /// - Returns: 0, or the error number.
    func send(_ frames: Frames, after prefix: [UInt8]? = nil) -> Int32 {
        precondition(!frames.isEmpty, "A message has at least one frame.")
        if let prefix, let error = self.sendFrame(prefix, flags: ZMQ_DONTWAIT | ZMQ_SNDMORE) { return error }
        for (index, frame) in frames.enumerated() {
            let isLast = index == frames.count - 1
            // Only the first frame of a message can be refused; the rest follow it into the same pipe.
            if let error = self.sendFrame(frame, flags: ZMQ_DONTWAIT | (isLast ? 0 : ZMQ_SNDMORE)) {
                return error
            }
        }
        return 0
    }

    private func sendFrame(_ frame: [UInt8], flags: Int32) -> Int32? {
        while zmq_send(self.socket, frame, frame.count, flags) < 0 {
            let error = zmq_errno()
            guard error == EINTR else { return error }
        }
        return nil
    }

    /// Takes the next message if there is one.
    func receive(hasRoutingPrefix: Bool, limits: SocketLimits) -> ReceivedMessage? {
        var received = ReceivedMessage()
        var isPrefixAwaited = hasRoutingPrefix
        while true {
            var message = zmq_msg_t()
            let outcome = withUnsafeMutablePointer(to: &message) { message -> FrameOutcome in
                zmq_msg_init(message)
                defer { zmq_msg_close(message) }
                while zmq_msg_recv(message, self.socket, ZMQ_DONTWAIT) < 0 {
                    guard zmq_errno() == EINTR else { return .none }
                }
                if isPrefixAwaited {
                    received.routingID = Self.bytes(of: message)
                } else {
                    received.take(message, limits: limits)
                }
                return zmq_msg_more(message) != 0 ? .more : .last
            }
            switch outcome {
            case .none: return nil
            case .last: return received
            case .more: isPrefixAwaited = false
            }
        }
    }

    private enum FrameOutcome {
        case none, more, last
    }

    /// The bytes of one frame.
    static func bytes(of message: UnsafeMutablePointer<zmq_msg_t>) -> [UInt8] {
        let count = zmq_msg_size(message)
        return [UInt8](UnsafeRawBufferPointer(start: zmq_msg_data(message), count: count))
    }
}

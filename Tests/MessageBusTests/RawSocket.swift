import CZeroMQ
import MessageBus
import RuntimeModel

/// A socket of libzmq without our manners, for playing a peer that misbehaves. Belongs to one task.
final class RawSocket {
    private let context: UnsafeMutableRawPointer
    private let socket: UnsafeMutableRawPointer

    init(_ type: Int32) throws {
        guard let context = zmq_ctx_new(), let socket = zmq_socket(context, type) else {
            throw RuntimeError(.configurationInvalid, "libzmq gives no socket.")
        }
        self.context = context
        self.socket = socket
        self.set(ZMQ_LINGER, 0)
    }

    deinit {
        zmq_close(self.socket)
        zmq_ctx_term(self.context)
    }

    func set(_ option: Int32, _ value: Int32) {
        var value = value
        zmq_setsockopt(self.socket, option, &value, MemoryLayout<Int32>.size)
    }

    func set(_ option: Int32, _ text: String) { zmq_setsockopt(self.socket, option, text, text.utf8.count) }

    func use(_ credentials: Credentials) {
        self.set(ZMQ_PLAIN_USERNAME, credentials.account.rawValue)
        self.set(ZMQ_PLAIN_PASSWORD, credentials.token)
    }

    func connect(to endpoint: Endpoint) { zmq_connect(self.socket, endpoint.address) }

    func send(_ frame: [UInt8]) { zmq_send(self.socket, frame, frame.count, 0) }

    /// The first frame of the next message, if one comes within the time.
    func receive(withinMilliseconds limit: Int32) -> [UInt8]? {
        self.set(ZMQ_RCVTIMEO, limit)
        var buffer = [UInt8](repeating: 0, count: 1024)
        let count = zmq_recv(self.socket, &buffer, buffer.count, 0)
        return count < 0 ? nil : Array(buffer.prefix(Int(count)))
    }
}

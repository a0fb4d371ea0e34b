import CZeroMQ
import EventLoop
import MessageBus
import RuntimeModel
import Synchronization

/// Answers libzmq's questions whether a connection may be made (ZAP, RFC 27), on a thread of its own.
///
/// Request frames: version, request id, domain, address, identity, mechanism, and for PLAIN user name and
/// password. Reply frames: version, request id, status code, status text, user id, metadata. The user id is
/// what messages of the connection carry as `User-Id`. Any mechanism but PLAIN is refused.
final class AuthenticationService: LoopSource, @unchecked Sendable {
    // Proof: `handle` is touched by `turn` and by what `init` and `close` post, all on `loop`, and by
    // `init` itself before anybody else has the object. The rest is constant or a Mutex.
    private struct Table {
        var generation = 0
        var authenticators: [String: any Authenticator] = [:]
    }
    private static let endpoint = Endpoint("inproc://zeromq.zap.01")
    private static let version = Array("1.0".utf8)

    private let loop: EventLoop
    private let handle: SocketHandle
    private let table = Mutex(Table())

    let descriptor: Int32

    init(context: UnsafeMutableRawPointer) throws(RuntimeError) {
        self.loop = try EventLoop(name: "spinwire-zap")
        self.handle = try SocketHandle(context: context, type: ZMQ_REP)
        try self.handle.set(ZMQ_LINGER, to: Int32(0))
        _ = try self.handle.bind(to: Self.endpoint)
        self.descriptor = try self.handle.descriptor()
        self.loop.start()
        self.loop.post { self.loop.add(self) }
    }

    /// Lets sockets bound from now on ask `authenticator`.
    func use(_ authenticator: any Authenticator) {
        self.table.withLock { table in
            table.generation += 1
            table.authenticators["\(table.generation)"] = authenticator
        }
    }

    /// The ZAP domain of sockets bound now.
    var domain: String { self.table.withLock { "\($0.generation)" } }

    func close() {
        self.loop.post {
            self.loop.remove(self)
            self.handle.close()
        }
        self.loop.requestStop()
    }

    func turn() -> Bool {
        let limits = SocketLimits(frameByteCountMax: 64 << 10, frameCountMax: 16)
        for _ in 0..<SocketBase.receivedMessageCountMax {
            guard let request = self.handle.receive(hasRoutingPrefix: false, limits: limits) else {
                return false
            }
            _ = self.handle.send(self.reply(to: request.frames))
        }
        return true
    }

    private func reply(to request: Frames) -> Frames {
        let requestID = request.count > 1 ? request[1] : []
        guard let identity = self.identity(for: request) else {
            return [Self.version, requestID, Array("400".utf8), Array("refused".utf8), [], []]
        }
        return [
            Self.version, requestID, Array("200".utf8), Array("OK".utf8), Array(identity.userID.utf8), [],
        ]
    }

    private func identity(for request: Frames) -> Identity? {
        guard request.count == 8, request[0] == Self.version, request[5] == Array("PLAIN".utf8),
            let name = String(validating: request[6], as: UTF8.self),
            let token = String(validating: request[7], as: UTF8.self)
        else { return nil }
        let domain = String(decoding: request[2], as: UTF8.self)
        let authenticator = self.table.withLock { $0.authenticators[domain] }
        return authenticator?.identity(for: Credentials(account: AccountID(name), token: token))
    }
}

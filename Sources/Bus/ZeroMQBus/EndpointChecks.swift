import Glibc
import MessageBus
import RuntimeModel

/// What can be known about an endpoint before libzmq sees it.
enum EndpointChecks {
    private static let ipcScheme = "ipc://"
    private static let tcpScheme = "tcp://"

    /// Checks the scheme, and that the path of an `ipc` endpoint fits into a socket address.
    static func check(_ endpoint: Endpoint) throws(RuntimeError) {
        if let path = self.path(of: endpoint) {
            // sockaddr_un holds 108 bytes, one of them the terminating zero.
            guard (1...107).contains(path.utf8.count), !path.utf8.contains(0) else {
                throw .endpoint(
                    "The path of an ipc endpoint must have 1 to 107 bytes; choose a shorter one.", endpoint)
            }
        } else if !endpoint.address.hasPrefix(self.tcpScheme) {
            throw .endpoint("An endpoint between processes begins with ipc:// or tcp://.", endpoint)
        }
    }

    /// Removes the socket file that a dead service left behind.
    ///
    /// libzmq would remove whatever is there, a living service's socket too; so this looks first.
    ///
    /// - Throws: `configuration.invalid` when a living service listens there or the file is no socket.
    static func makeWay(for endpoint: Endpoint) throws(RuntimeError) {
        guard let path = self.path(of: endpoint), !path.hasPrefix("@"), path != "*" else { return }
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw .endpoint("The path of the endpoint names a file that is no socket.", endpoint)
        }
        switch self.connectionError(path) {
        case ECONNREFUSED: unlink(path)
        case ENOENT: return
        case let error:
            throw .endpoint(
                "Another service listens at the endpoint; stop it, or choose another one.", endpoint, error)
        }
    }

    /// Removes the socket file of an endpoint that is bound by the caller; libzmq leaves it behind.
    static func removeFile(of endpoint: Endpoint) {
        if let path = self.path(of: endpoint), !path.hasPrefix("@") { unlink(path) }
    }

    private static func path(of endpoint: Endpoint) -> String? {
        guard endpoint.address.hasPrefix(self.ipcScheme) else { return nil }
        return String(endpoint.address.dropFirst(self.ipcScheme.count))
    }

    /// What connecting to the path gives: 0 when somebody listens.
    private static func connectionError(_ path: String) -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let status = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        return status == 0 ? 0 : errno
    }
}

import Glibc
package import RuntimeModel

/// Unix stream sockets: made close-on-exec and non-blocking. Descriptors are the caller's to close.
package enum LocalSocket {
    /// Longest path that a Unix socket can be bound to, in bytes.
    package static let pathByteCountMax = 107

    private static let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)

    /// Two sockets that are connected to each other.
    ///
    /// - Throws: `service.unreachable` when the process has no descriptor left.
    package static func pair() throws(RuntimeError) -> (Int32, Int32) {
        var descriptors: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Self.type, 0, &descriptors) == 0 else {
            throw RuntimeError(
                .unreachable, "A pair of local sockets could not be made.", context: ["errno": "\(errno)"])
        }
        return (descriptors[0], descriptors[1])
    }

    /// Connects to a listening socket, at once or not at all.
    ///
    /// - Throws: `service.unreachable` when nobody listens there, or too many are waiting.
    package static func connect(to path: String) throws(RuntimeError) -> Int32 {
        let descriptor = try Self.make()
        let status = try Self.withAddress(path) { Glibc.connect(descriptor, $0, $1) }
        guard status == 0 else {
            let reason = errno
            Glibc.close(descriptor)
            throw RuntimeError(
                .unreachable, "Nobody takes connections at the local socket.",
                context: ["path": path, "errno": "\(reason)"])
        }
        return descriptor
    }

    /// Listens at a path, with access for the own user alone. A socket left there by an earlier process is replaced.
    ///
    /// - Throws: `configuration.invalid` when the path is too long or something else stands there.
    package static func listen(at path: String, backlog: Int32 = 128) throws(RuntimeError) -> Int32 {
        var status = stat()
        if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK { unlink(path) }
        let descriptor = try Self.make()
        do throws(RuntimeError) {
            // No moment without the right mode: nobody can connect before `listen`.
            guard try Self.withAddress(path, { Glibc.bind(descriptor, $0, $1) }) == 0,
                chmod(path, 0o600) == 0, Glibc.listen(descriptor, backlog) == 0
            else {
                throw RuntimeError(
                    .configurationInvalid, "The local socket cannot be bound.",
                    context: ["path": path, "errno": "\(errno)"])
            }
        } catch {
            Glibc.close(descriptor)
            throw error
        }
        return descriptor
    }

    /// Takes the next connection; `nil` when there is none now.
    package static func accept(_ listener: Int32) -> Int32? {
        let descriptor = Glibc.accept(listener, nil, nil)
        guard descriptor >= 0 else { return nil }
        // The call that sets both at once is not offered to Swift; whatever this process starts is given exactly
        // the descriptors it needs.
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        return descriptor
    }

    /// Who was at the other end when the connection was made; `nil` when the kernel does not say.
    package static func userID(of descriptor: Int32) -> UInt32? {
        // Process, user and group, as the kernel lays out its credentials.
        var credentials: (process: Int32, user: UInt32, group: UInt32) = (0, 0, 0)
        var count = socklen_t(MemoryLayout.size(ofValue: credentials))
        guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &count) == 0 else { return nil }
        return credentials.user
    }

    /// Makes a folder for sockets with access for the own user alone, and the folders above it.
    ///
    /// - Throws: `configuration.invalid` when that cannot be.
    package static func makeFolder(for path: String) throws(RuntimeError) {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
        let folder = String(path[..<slash])
        if mkdir(folder, 0o700) == 0 || errno == EEXIST { return }
        guard errno == ENOENT else {
            throw RuntimeError(
                .configurationInvalid, "The folder of a local socket cannot be made.",
                context: ["path": folder, "errno": "\(errno)"])
        }
        try Self.makeFolder(for: folder)
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw RuntimeError(
                .configurationInvalid, "The folder of a local socket cannot be made.",
                context: ["path": folder, "errno": "\(errno)"])
        }
    }

    private static func make() throws(RuntimeError) -> Int32 {
        let descriptor = socket(AF_UNIX, Self.type, 0)
        guard descriptor >= 0 else {
            throw RuntimeError(
                .unreachable, "A local socket could not be made.", context: ["errno": "\(errno)"])
        }
        return descriptor
    }

    private static func withAddress(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws(RuntimeError) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.count <= Self.pathByteCountMax, !bytes.contains(0) else {
            throw RuntimeError(
                .configurationInvalid, "The path of a local socket is empty or longer than 107 bytes.",
                context: ["path": path])
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

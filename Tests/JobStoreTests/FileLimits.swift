import Foundation

/// Limits on the files of this process.
enum FileLimits {
    /// Runs `body` while no file may become longer; what goes over it fails with `EFBIG`, after what still fits.
    static func limited(to byteCount: Int, _ body: () async throws -> Void) async throws {
        // Otherwise the signal would end the process before the call can fail.
        signal(SIGXFSZ, SIG_IGN)
        try await Self.limited(RLIMIT_FSIZE, to: byteCount, body)
    }

    /// Runs `body` while no more files can be opened; those that are open stay so.
    static func withNoMoreOpen(_ body: () async throws -> Void) async throws {
        try await Self.limited(RLIMIT_NOFILE, to: 0, body)
    }

    private static func limited(
        _ resource: __rlimit_resource, to count: Int, _ body: () async throws -> Void
    ) async throws {
        let resource = __rlimit_resource_t(resource.rawValue)
        var limit = rlimit()
        try Self.check(getrlimit(resource, &limit))
        let earlier = limit.rlim_cur
        limit.rlim_cur = rlim_t(count)
        try Self.check(setrlimit(resource, &limit))
        try await body()
        limit.rlim_cur = earlier
        try Self.check(setrlimit(resource, &limit))
    }

    private static func check(_ result: Int32) throws {
        guard result == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EINVAL) }
    }
}

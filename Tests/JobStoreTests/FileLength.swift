import Foundation

/// How long files of this process may become.
enum FileLength {
    /// Runs `body` while no file may become longer; what goes over it fails with `EFBIG`, after what still fits.
    static func limited(to byteCount: Int, _ body: () async throws -> Void) async throws {
        // Otherwise the signal would end the process before the call can fail.
        signal(SIGXFSZ, SIG_IGN)
        var limit = rlimit()
        try Self.check(getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit))
        let earlier = limit.rlim_cur
        limit.rlim_cur = rlim_t(byteCount)
        try Self.check(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit))
        try await body()
        limit.rlim_cur = earlier
        try Self.check(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit))
    }

    private static func check(_ result: Int32) throws {
        guard result == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EINVAL) }
    }
}

extension BusLoop {
    /// Runs `body` on the loop, after what was posted before, and returns what it returns.
    ///
    /// For code that lives elsewhere (a command, a test) and has to make or use sockets. Never cancelled: the
    /// body runs even when the caller's task was cancelled meanwhile.
    package func perform<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws
        -> Value
    {
        try await withCheckedThrowingContinuation { continuation in
            self.post { continuation.resume(with: Result(catching: body)) }
        }
    }
}

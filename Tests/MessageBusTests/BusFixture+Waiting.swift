import EventLoop
import MessageBus
import RuntimeModel
import Synchronization

/// Holds up a thread that passes while it is closed. Open at first.
final class Gate: Sendable {
    private let isClosed = Mutex(false)

    func close() { self.isClosed.withLock { $0 = true } }
    func open() { self.isClosed.withLock { $0 = false } }

    /// Returns when the gate is open. Keeps the thread busy: that is how a slow reader behaves.
    func pass() { while self.isClosed.withLock({ $0 }) {} }
}

extension EventLoop {
    /// Tries `attempt` in turn after turn of the loop until it returns `true`, then calls `action`.
    func repeatUntil(_ attempt: @escaping @Sendable () -> Bool, then action: @escaping @Sendable () -> Void) {
        _ = self.schedule(after: .milliseconds(1)) {
            if attempt() { action() } else { self.repeatUntil(attempt, then: action) }
        }
    }
}

extension BusFixture {
    /// One more loop, started.
    func startedLoop() async throws -> EventLoop {
        let loop = try EventLoop(name: "another")
        loop.start()
        return loop
    }

    /// Tries again while an endpoint is still in use by a socket that is closing.
    func eventually<Value>(_ attempt: () async throws -> Value) async throws -> Value {
        for _ in 0..<500 {
            do {
                return try await attempt()
            } catch let error as RuntimeError where error.code == .configurationInvalid {
                // A turn of the clock in between, so that the closing thread gets its chance.
                await withCheckedContinuation { continuation in
                    _ = self.serverLoop.schedule(after: .milliseconds(5)) { continuation.resume() }
                }
            }
        }
        return try await attempt()
    }
}

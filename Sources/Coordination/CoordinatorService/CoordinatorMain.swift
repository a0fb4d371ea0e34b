import MessageBus
import ServiceLifecycle

/// Runs a coordinator as a service: until graceful shutdown, or until the store fails.
///
/// On shutdown it takes nothing new, commits and says what is pending, and closes its sockets.
package struct CoordinatorMain: Service {
    private let coordinator: Coordinator
    private let started: @Sendable () async -> Void

    /// - Parameter started: called once the sockets are open.
    package init(coordinator: Coordinator, started: @escaping @Sendable () async -> Void = {}) {
        self.coordinator = coordinator
        self.started = started
    }

    package func run() async throws {
        try await self.coordinator.start()
        await self.started()
        try await withGracefulShutdownHandler {
            try await self.coordinator.run()
        } onGracefulShutdown: {
            // On the loop, where the actor lives: no task of its own is needed.
            self.coordinator.loop.post { self.coordinator.assumeIsolated { $0.stop() } }
        }
        await self.coordinator.close()
    }
}

import ServiceLifecycle

/// Runs an executor as a service: until the process is told to end, then drains, stops and closes it.
package struct ExecutorMain: Service {
    private let executor: Executor

    package init(_ executor: Executor) { self.executor = executor }

    /// Returns when every program is gone and what can be reported has been.
    ///
    /// - Throws: `configuration.invalid` when the coordinator's endpoint is none.
    package func run() async throws {
        try await self.executor.start()
        // Ends by cancellation as well as by graceful shutdown; both mean the same here.
        try? await gracefulShutdown()
        let configuration = self.executor.configuration
        await self.executor.drain()
        await self.executor.finish(within: configuration.drainDurationMax)
        await self.executor.stop()
        await self.executor.finish(within: configuration.stopDurationMax)
        await self.executor.close()
    }
}

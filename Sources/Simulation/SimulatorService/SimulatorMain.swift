import ServiceLifecycle

/// Runs a simulator as a service: until the process is told to end, then drains, stops and closes it.
package struct SimulatorMain: Service {
    private let simulator: Simulator

    package init(_ simulator: Simulator) { self.simulator = simulator }

    /// Returns when nothing is computed any more.
    ///
    /// - Throws: `configuration.invalid` when an endpoint or the path cannot be used.
    package func run() async throws {
        try await self.simulator.start()
        // Ends by cancellation as well as by graceful shutdown; both mean the same here.
        try? await gracefulShutdown()
        await self.simulator.drain()
        await self.simulator.stop(within: self.simulator.configuration.stopDurationMax)
        await self.simulator.close()
    }
}

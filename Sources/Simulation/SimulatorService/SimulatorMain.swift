import ServiceLifecycle

/// Runs a simulator as a service: until the process is told to end, then drains, stops and closes it.
package struct SimulatorMain: Service {
    private let simulator: Simulator
    private let connection: Int32?

    /// - Parameter connection: a connected socket to serve; the service ends when its other end does.
    package init(_ simulator: Simulator, connection: Int32? = nil) {
        self.simulator = simulator
        self.connection = connection
    }

    /// Returns when nothing is computed any more.
    ///
    /// - Throws: `configuration.invalid` when an endpoint or the path cannot be used.
    package func run() async throws {
        try await self.simulator.start()
        if let connection {
            await self.serve(connection)
        } else {
            // Ends by cancellation as well as by graceful shutdown; both mean the same here.
            try? await gracefulShutdown()
        }
        await self.simulator.drain()
        await self.simulator.stop(within: self.simulator.configuration.stopDurationMax)
        await self.simulator.close()
    }

    private func serve(_ connection: Int32) async {
        let (ended, end) = AsyncStream<Void>.makeStream()
        await self.simulator.serve(connection) { end.finish() }
        await withGracefulShutdownHandler {
            for await _ in ended {}
        } onGracefulShutdown: {
            end.finish()
        }
    }
}

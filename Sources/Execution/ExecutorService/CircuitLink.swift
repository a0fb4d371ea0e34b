import Glibc
import LocalSockets
package import Logging
package import MessageBus
package import RuntimeModel
package import RuntimeWire

/// The circuits' connections of one attempt, one after the other: to a simulator's own socket on the same host,
/// forwarded over the bus otherwise. Belongs to one loop. Ends with the lease.
package final class CircuitLink: Sendable {
    /// An open connection.
    private enum Connection: Sendable {
        /// The simulator's socket, of which the program has a copy.
        case direct(Int32)
        case forwarded(CircuitForwarder)
    }

    private struct State {
        var connection: Connection?
        /// Which address is tried next.
        var next: Int
        /// Attempts to connect since a simulator was last known to be there.
        var failureCount = 0
        /// When the program began to be without a simulator.
        var missingSince: MonotonicTime?
        var retry: (any LoopTimer)?
        var isClosed = false
    }

    private let loop: any BusLoop
    private let bus: any MessageBus
    private let addresses: [SimulatorAddress]
    private let host: String
    private let credentials: Credentials
    private let socketLimits: SocketLimits
    private let limits: CircuitLinkLimits
    private let logger: Logger
    private let state: LoopConfined<State>

    /// Nothing is connected yet. The job chooses which of several simulators is tried first.
    package init(
        job: JobID, addresses: [SimulatorAddress], configuration: ExecutorConfiguration, loop: any BusLoop,
        bus: any MessageBus, logger: Logger
    ) {
        self.loop = loop
        self.bus = bus
        self.addresses = addresses
        self.host = configuration.host
        self.credentials = configuration.credentials
        self.socketLimits = configuration.socketLimits
        self.limits = configuration.circuits
        self.logger = logger
        let first = addresses.isEmpty ? 0 : Int(job.low % UInt64(addresses.count))
        self.state = LoopConfined(State(next: first), on: loop)
    }

    /// Connects to whichever simulator is there, without waiting.
    ///
    /// - Parameter body: is given the program's end, which is closed afterwards unless it is the connection itself.
    /// - Returns: whether there was one.
    package func connectNow(_ body: (Int32) -> Void) -> Bool {
        guard self.limits.isEnabled, !self.state.value.isClosed else { return false }
        self.disconnect()
        for _ in self.addresses {
            let address = self.addresses[self.state.value.next]
            self.state.value.next = (self.state.value.next + 1) % self.addresses.count
            do {
                try self.connect(to: address, body)
                // The same one again, should the program ask for another connection while this one is well.
                return true
            } catch {
                self.logger.debug("simulator not reached", metadata: ["error": "\(error)"])
            }
        }
        return false
    }

    /// Connects to a simulator, waiting for one to come back for as long as the limits say.
    ///
    /// - Parameters:
    ///   - body: as in ``connectNow(_:)``.
    ///   - failure: called instead when none came.
    package func connect(_ body: @escaping @Sendable (Int32) -> Void, failure: @escaping @Sendable () -> Void)
    {
        guard !self.state.value.isClosed else { return }
        let now = self.loop.now
        let missingSince = self.state.value.missingSince ?? now
        self.state.value.missingSince = missingSince
        guard self.limits.isEnabled, !self.addresses.isEmpty,
            now - missingSince < self.limits.simulatorWaitMax
        else {
            return failure()
        }
        self.disconnect()
        let pause = self.pause
        self.state.value.failureCount += 1
        self.state.value.retry?.cancel()
        self.state.value.retry = self.loop.schedule(after: pause) { [weak self] in
            guard let self, !self.connectNow(body) else { return }
            self.connect(body, failure: failure)
        }
    }

    /// Ends the program's access: its connection is shut down, whoever has copies of it.
    package func close() {
        self.state.value.isClosed = true
        self.state.value.retry?.cancel()
        self.disconnect()
    }

    /// No pause before the first attempt, then a doubling one.
    private var pause: Duration {
        let count = self.state.value.failureCount
        guard count > 0 else { return .zero }
        return min(self.limits.retryIntervalMax, self.limits.retryIntervalMin * (1 << min(count - 1, 16)))
    }

    private func connect(to address: SimulatorAddress, _ body: (Int32) -> Void) throws(RuntimeError) {
        if address.host == self.host, let path = address.directPath {
            let descriptor = try LocalSocket.connect(to: path)
            self.state.value.connection = .direct(descriptor)
            self.confirm()
            return body(descriptor)
        }
        let (own, program) = try LocalSocket.pair()
        defer { Glibc.close(program) }
        do {
            self.state.value.connection = .forwarded(try self.forwarder(own, to: address))
        } catch {
            Glibc.close(own)
            throw error
        }
        body(program)
    }

    private func forwarder(_ descriptor: Int32, to address: SimulatorAddress) throws(RuntimeError)
        -> CircuitForwarder
    {
        try CircuitForwarder(
            descriptor, to: Endpoint(address.endpoint), on: self.loop, bus: self.bus,
            credentials: self.credentials,
            socketLimits: self.socketLimits, limits: self.limits
        ) { [weak self] event in
            switch event {
            case .confirmed: self?.confirm()
            // The program sees the end of its stream and asks for another connection.
            case .ended: self?.state.value.connection = nil
            }
        }
    }

    private func confirm() {
        self.state.value.failureCount = 0
        self.state.value.missingSince = nil
    }

    private func disconnect() {
        switch self.state.value.connection {
        case .direct(let descriptor):
            shutdown(descriptor, Int32(SHUT_RDWR))
            Glibc.close(descriptor)
        case .forwarded(let forwarder): forwarder.close()
        case nil: break
        }
        self.state.value.connection = nil
    }
}

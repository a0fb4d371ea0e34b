package import LocalSockets
package import MessageBus
package import RuntimeModel

/// What one simulator is, whom it talks to, and its limits.
package struct SimulatorConfiguration: Sendable {
    /// Its name in the topology; with the host, its id over restarts.
    package var name: String
    /// Names the machine; workers with the same word share a file system.
    package var host: String
    /// This process.
    package var processID: Int
    /// Names of the backends it serves.
    package var backends: [String]
    /// Where the coordinator takes workers.
    package var workersEndpoint: Endpoint
    /// An account of role `worker`.
    package var credentials: Credentials
    /// Where it takes circuits over ZeroMQ.
    package var circuitEndpoint: Endpoint
    /// Where it takes them over a Unix socket; `nil` for nowhere. Its folder is made, for the own user alone.
    package var directPath: String?
    /// Limits of the sockets.
    package var socketLimits: SocketLimits
    /// Limits of each connection over the Unix socket.
    package var stream = FrameStreamLimits(frameByteCountMin: 40)

    /// How often to register until the coordinator answers.
    package var registrationInterval: Duration = .milliseconds(500)
    /// Most connections at a time.
    package var connectionCountMax: Int = 1024
    /// Requests of one connection that may wait.
    package var waitingPerConnectionCountMax: Int = 64
    /// Requests of all connections that may wait.
    package var waitingCountMax: Int = 1024
    /// Bytes of all requests that may wait.
    package var waitingByteCountMax: Int = 256 << 20
    /// Longest request, and most bytes of requests of a connection that are not whole.
    package var requestByteCountMax: Int = 64 << 20
    /// How long a connection over ZeroMQ may be silent before it counts as gone.
    package var silenceMax: Duration = .seconds(10)
    /// How long running circuits may take to notice that the simulator ends.
    package var stopDurationMax: Duration = .seconds(5)

    package init(
        name: String, host: String, processID: Int, backends: [String], workersEndpoint: Endpoint,
        credentials: Credentials, circuitEndpoint: Endpoint, directPath: String? = nil,
        socketLimits: SocketLimits = SocketLimits()
    ) {
        self.name = name
        self.host = host
        self.processID = processID
        self.backends = backends
        self.workersEndpoint = workersEndpoint
        self.credentials = credentials
        self.circuitEndpoint = circuitEndpoint
        self.directPath = directPath
        self.socketLimits = socketLimits
    }

    /// The simulator's id.
    package var workerID: WorkerID { WorkerID("\(self.name)@\(self.host)") }
}

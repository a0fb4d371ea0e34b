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
    /// Requests of one connection that may wait or be computed.
    package var requestPerConnectionCountMax: Int = 64
    /// Requests of all connections that may wait or be computed.
    package var requestCountMax: Int = 1024
    /// Packed bytes of all of them.
    package var requestsByteCountMax: Int = 256 << 20
    /// Structures that one connection may have held.
    package var heldStructureCountMax: Int = 256
    /// Packed bytes of them.
    package var heldStructureByteCountMax: Int = 16 << 20
    /// Memory for states, over all circuits that are computed at once. The engine allows as much to one of them.
    package var stateByteCountMax: Int = 8 << 30
    /// Memory beside it for circuits that take no more than this, so that they do not wait for a larger one.
    package var reservedByteCount: Int = 512 << 20
    /// Memory that all requests that wait or are computed may want for their states; one more is refused.
    package var committedByteCountMax: Int = 32 << 30
    /// States up to this size are not counted; there is one for each thread at most.
    package var freeStateByteCount: Int = 16 << 20
    /// Circuits of a batch run this long before other connections get their turn.
    package var turnDuration: Duration = .milliseconds(2)
    /// Each is an express thread, for what takes no longer than this, while all other threads are in longer circuits.
    package var expressDurations: [Duration] = [.milliseconds(20), .seconds(1)]
    /// Longest packed request that is read on the loop; and computed there, if neither more time nor more memory than
    /// this is expected of it.
    package var shortRequestByteCountMax: Int = 16 << 10
    /// See ``shortRequestByteCountMax``. About what it takes to give work to a thread.
    package var shortDurationMax: Duration = .microseconds(50)
    /// See ``shortRequestByteCountMax``.
    package var shortStateByteCountMax: Int = 1 << 20
    /// Time for such requests in one turn of the loop, before cancels are looked for.
    package var shortTurnDurationMax: Duration = .milliseconds(2)
    /// Longest request, and most bytes of requests of a connection that are not whole.
    package var requestByteCountMax: Int = 64 << 20
    /// Bytes of answers that may wait for a program to read; while there are more, nothing is computed for it.
    package var unreadReplyByteCountMax: Int = 64 << 20
    /// Answers that may wait for it; one more ends the connection.
    package var unreadReplyCountMax: Int = 65536
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

    /// Memory that a budget has to have so that no state that the schedule lets through is refused.
    package func memoryByteCount(threadCount: Int) -> Int {
        // Those that are not counted are on the threads, the express threads and the loop.
        self.stateByteCountMax + self.reservedByteCount + (threadCount + self.expressDurations.count + 1)
            * self.freeStateByteCount
    }

    /// What the schedule is told of it.
    func scheduleLimits(threadCount: Int) -> ScheduleLimits {
        var limits = ScheduleLimits(
            threadCount: threadCount, connectionCountMax: self.requestPerConnectionCountMax,
            totalCountMax: self.requestCountMax, byteCountMax: self.requestsByteCountMax,
            stateByteCountMax: self.stateByteCountMax, reservedByteCount: self.reservedByteCount,
            freeStateByteCount: self.freeStateByteCount, committedByteCountMax: self.committedByteCountMax)
        limits.expressNanosecondsMax = self.expressDurations.map { $0 / .nanoseconds(1) }
        limits.turnNanoseconds = self.turnDuration / .nanoseconds(1)
        return limits
    }

    /// The simulator's id.
    package var workerID: WorkerID { WorkerID("\(self.name)@\(self.host)") }
}

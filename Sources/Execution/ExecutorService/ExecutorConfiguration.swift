package import ExecutorCore
package import MessageBus
package import RuntimeModel

/// What one executor is, whom it talks to, and its limits.
package struct ExecutorConfiguration: Sendable {
    /// Its name in the topology; with the host, its id over restarts.
    package var name: String
    /// Names the machine; workers with the same word share a file system.
    package var host: String
    /// This process.
    package var processID: Int
    /// Attempts it runs at once.
    package var slots: Int
    /// Where the coordinator takes workers.
    package var workersEndpoint: Endpoint
    /// An account of role `worker`.
    package var credentials: Credentials
    /// Limits of the sockets to the coordinator. Frames of 193 KiB have to be within them.
    package var socketLimits: SocketLimits
    /// Limits of each program's process tree.
    package var programLimits: ProgramLimits
    /// Where the device's simulators are looked for, and for how long.
    package var circuits: CircuitLinkLimits

    /// How often to register until the coordinator answers.
    package var registrationInterval: Duration = .milliseconds(500)
    /// How long an unanswered report waits before it is sent again.
    package var reportResendInterval: Duration = .seconds(2)
    /// Most reports of one attempt that may be unanswered; the coordinator may ask for fewer.
    package var reportWindowMax: Int = 1024
    /// Most bytes of one attempt's unanswered reports before its program has to wait.
    package var reportByteCountMax: Int = 16 << 20
    /// Most reports in one message.
    package var reportBatchCountMax: Int = 256
    /// Most bytes of reports in one message, the first aside.
    package var reportBatchByteCountMax: Int = 1 << 20
    /// Longest message that a program may publish, in bytes.
    package var messageByteCountMax: Int = 64 << 20
    /// Inputs and results above it, in bytes, pass through files instead of memory.
    package var memoryBodyByteCountMax: Int = 4 << 20
    /// Where those files are made, on a disk rather than in memory. They have no names.
    package var spoolFolder: String = "/var/tmp"
    /// Longest body of a `log` event, in bytes.
    package var logByteCountMax: Int = 32 << 10
    /// How long a line without an end is held back.
    package var logPartDelay: Duration = .milliseconds(200)
    /// How long what a process tells of itself waits for a message to go with.
    package var metricDelay: Duration = .milliseconds(100)
    /// Longest traceback that is reported, in bytes; of a longer one the end is kept.
    package var tracebackByteCountMax: Int = 64 << 10
    /// Longest reason that is reported for a failure, in bytes; of a longer one the beginning is kept.
    package var reasonByteCountMax: Int = 2 << 10
    /// How long a chunk of a body waits for its answer before the transfer begins anew.
    package var bodyAnswerTimeMax: Duration = .seconds(5)
    /// How often a transfer that the coordinator refuses is begun anew.
    package var bodyRetryCountMax: Int = 5
    /// Processes that wait for the next job of a session; one more ends the one that has waited the longest.
    package var warmProcessCountMax: Int = 8
    /// Attempts of sessions that are taken beyond the slots, and wait here for one.
    package var leaseAheadCountMax: Int = 32
    /// How long they wait before they are given back.
    package var leaseAheadWaitMax: Duration = .milliseconds(500)
    /// Attempts that are over and still remembered, so that a late lease does not run one again.
    package var endedCountMax: Int = 4096
    /// How long programs may go on after the executor was told to end.
    package var drainDurationMax: Duration = .zero
    /// How long the killed programs and their last reports may take.
    package var stopDurationMax: Duration = .seconds(5)

    package init(
        name: String, host: String, processID: Int, slots: Int, workersEndpoint: Endpoint,
        credentials: Credentials,
        socketLimits: SocketLimits = SocketLimits(), programLimits: ProgramLimits = ProgramLimits(),
        circuits: CircuitLinkLimits = CircuitLinkLimits()
    ) {
        self.name = name
        self.host = host
        self.processID = processID
        self.slots = slots
        self.workersEndpoint = workersEndpoint
        self.credentials = credentials
        self.socketLimits = socketLimits
        self.programLimits = programLimits
        self.circuits = circuits
    }

    /// Longest body that travels inside a report, in bytes; longer ones are put into the store first.
    package var inlineByteCountMax: Int { self.socketLimits.frameByteCountMax - 1024 }

    /// The executor's id.
    package var workerID: WorkerID { WorkerID("\(self.name)@\(self.host)") }
}

import ExecutorCore
import MessageBus
import RuntimeModel
import RuntimeWire

/// What an executor holds of one attempt, from the lease until its outcome is acknowledged. Belongs to the actor.
final class ProgramRun {
    let key: AttemptKey
    let grant: LeaseGrant
    /// What the coordinator has not acknowledged yet.
    var outbox: AttemptOutbox<Report>
    var machine = ProgramRunStateMachine()
    var limiter: OutputLimiter
    var credit: PublishCredit
    var assembler: ProgramFrameAssembler
    /// By ``ProgramOutputStream``.
    var logs: [LogAssembler]
    var process: (any ProgramProcess)?
    /// What the process did before `launch` had returned.
    var earlyEvents: [ProgramEvent] = []
    var circuits: CircuitLink?
    var source: [UInt8] = []
    var inputs: [UInt8] = []
    /// The inputs, when they are long.
    var inputsFile: SpoolFile?
    /// What came of an outcome that is longer than a frame.
    var outcome: OutcomeSpool?
    /// What an earlier run left for this one.
    var checkpoint: [UInt8] = []
    var timeLimit: (any LoopTimer)?
    var logTimer: (any LoopTimer)?
    /// What its process told of itself last, until that is reported.
    var metric: Report?
    var metricTimer: (any LoopTimer)?
    /// Bodies of the lease that come from the store.
    var fetches: [BodiesClient.TransferID] = []
    /// How many of them have come.
    var fetchedCount = 0
    /// Bodies of reports on their way into the store, by the reports' numbers.
    var puts: [UInt64: BodiesClient.TransferID] = [:]
    /// When the lease came, and the flags of its message: which bodies are references.
    let leasedAt: MonotonicTime
    var leaseFlags: UInt16 = 0
    /// It was leased ahead, and waits for a slot.
    var isWaiting = false
    /// When the program was told what to run.
    var startedAt: MonotonicTime?
    /// Whether the process has served another job before.
    var isWarm = false
    /// The program has said something that its user sees.
    var hasSpoken = false
    /// The program says that it ran no circuit.
    var ranNoCircuits = false
    var isReadingPaused = false
    /// The next message, or the outcome, does not fit the program's schema: its process says so.
    var isViolating = false
    /// In the list of those with something to send.
    var isDirty = false
    /// The lease is over: neither listed nor reported.
    var isAbandoned = false
    /// When something was last sent into silence, or answered.
    var progressAt: MonotonicTime

    init(
        key: AttemptKey, grant: LeaseGrant, window: Int, configuration: ExecutorConfiguration,
        now: MonotonicTime
    ) {
        self.key = key
        self.grant = grant
        self.leasedAt = now
        self.outbox = AttemptOutbox(countMax: window, byteCountMax: configuration.reportByteCountMax)
        self.limiter = OutputLimiter(
            eventCountMax: grant.eventCountMax, byteCountMax: grant.outputByteCountMax)
        self.credit = PublishCredit(window: window)
        self.assembler = ProgramFrameAssembler(byteCountMax: configuration.messageByteCountMax + 64)
        let log = LogAssembler(bodyByteCountMax: configuration.logByteCountMax)
        self.logs = [log, log]
        self.progressAt = now
    }

    func takeEarlyEvents() -> [ProgramEvent] {
        let events = self.earlyEvents
        self.earlyEvents = []
        return events
    }

    func takeViolation() -> Bool {
        defer { self.isViolating = false }
        return self.isViolating
    }

    /// Whether the process tree is gone.
    var hasEnded: Bool {
        switch self.machine.state {
        case .launching, .running, .stopping: false
        case .ended: true
        }
    }

    /// Whether it is the executor's to run, as the coordinator counts.
    var isHeld: Bool { !self.hasEnded && !self.isAbandoned }

    /// Whether it takes one of the executor's slots.
    var takesSlot: Bool { self.isHeld && !self.isWaiting }

    /// What the next job has to have in common with this one to follow in its process; `nil` outside of sessions.
    var warmKey: WarmKey? {
        self.grant.session.map {
            WarmKey(
                session: $0.sessionID, programID: self.grant.programID,
                programVersion: self.grant.programVersion, environment: self.grant.environment,
                backend: self.grant.device.name)
        }
    }

    /// Where it stands, for registrations and heartbeats.
    var progress: AttemptProgress {
        AttemptProgress(jobID: self.key.job, attempt: self.key.attempt, lastReport: self.outbox.lastNumber)
    }
}

import ExecutorCore
import Logging
import MessageBus
import RuntimeModel
import RuntimeWire

/// Being known to the coordinator.
extension Executor {
    /// A message came from the coordinator.
    func received(_ frames: Frames) {
        guard !self.isClosed else { return }
        do {
            let message = try Message(frames: frames)
            switch try self.membership.received(message) {
            case .admitted(let admission): try self.admitted(admission)
            case .unknown: self.beat()
            case .nothing: break
            case .other: try self.ordered(message)
            }
        } catch {
            self.logger.warning("message dropped", metadata: ["error": "\(error)"])
        }
    }

    /// Sends what is due, a registration or a heartbeat, and comes back after the interval.
    func beat() {
        guard !self.isClosed else { return }
        do {
            let attempts = self.runs.filter { !$0.isAbandoned }.map(\.progress)
            self.send(try self.membership.due(attempts: attempts, now: self.loop.timestamp))
        } catch {
            self.logger.error("registration not written", metadata: ["error": "\(error)"])
        }
        self.scheduleBeat()
    }

    /// The timer keeps the executor alive from its start until it is closed.
    private func scheduleBeat() {
        self.heartbeat?.cancel()
        self.heartbeat = self.loop.schedule(after: self.membership.interval) {
            self.assumeIsolated { $0.beat() }
        }
    }

    private func ordered(_ message: Message) throws(RuntimeError) {
        let kind = message.header.kind
        if kind == .lease {
            try self.leased(message)
        } else if kind == .stop {
            try self.stopOrdered(message)
        } else if kind == .reportAnswer {
            self.reportAnswered(message.header)
        } else if kind == .sessionEnded {
            try self.sessionEnded(message)
        } else if kind == .error {
            let error = try message.json(as: ErrorReport.self).error
            self.logger.warning("the coordinator refused a message", metadata: ["error": "\(error)"])
        } else {
            throw .malformed("The message is not one for an executor.")
        }
    }

    /// The coordinator knows this executor now: settle which attempts are whose, and send what it has not seen.
    private func admitted(_ admission: WorkerAdmission) throws(RuntimeError) {
        self.logger.info("registered", metadata: ["worker": "\(self.configuration.workerID)"])
        if self.bodiesEndpoint != admission.bodiesEndpoint {
            self.bodies?.close()
            self.bodies = try BodiesClient(
                to: Endpoint(admission.bodiesEndpoint), on: self.loop, bus: self.bus,
                configuration: self.configuration)
            self.bodiesEndpoint = admission.bodiesEndpoint
        }
        let known = Dictionary(
            admission.known.map { (AttemptKey(job: $0.jobID, attempt: $0.attempt), $0.lastReport) },
            uniquingKeysWith: max)
        for run in self.runs where !run.isAbandoned {
            guard let committed = known[run.key] else {
                self.abandon(run)
                continue
            }
            run.outbox.countMax = self.window
            self.acknowledged(run, through: committed)
            run.outbox.resendAll()
            self.markDirty(run)
        }
        if self.isDraining { self.send(Message(MessageHeader(.drain, time: self.loop.timestamp))) }
        // The next beat comes at the interval that the coordinator asks for.
        self.scheduleBeat()
    }

    /// Most reports of one attempt that may be unanswered.
    var window: Int {
        let asked = self.membership.admission?.reportWindow ?? self.configuration.reportWindowMax
        return max(1, min(asked, self.configuration.reportWindowMax))
    }

    /// Longest body that the coordinator takes.
    var bodyByteCountMax: Int {
        min(self.membership.admission?.bodyByteCountMax ?? Int.max, self.configuration.messageByteCountMax)
    }
}

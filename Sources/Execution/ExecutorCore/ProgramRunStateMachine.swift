package import RuntimeModel

/// One attempt in an executor's hands, from its lease to its outcome.
///
/// Facts come in by methods; the one thing to do comes out. An outcome is reported only when the whole process tree
/// is gone, and the first reason to end stands: whatever happens while the tree is being killed changes nothing.
package struct ProgramRunStateMachine: Sendable {
    package enum State: Equatable, Sendable {
        /// A process was asked for. Next: `running`, `stopping`, `ended`.
        case launching
        /// The program has been told what to do. Next: `stopping`, `ended`.
        case running
        /// The tree is being killed; then this is the end. `nil`: nobody wants to hear of it. Next: `ended`.
        case stopping(ProgramRunEnd?)
        /// The tree is gone. An end.
        case ended(ProgramRunEnd?)
    }

    package enum Action: Equatable, Sendable {
        case none
        /// Send the start frame, and begin to count the time.
        case start
        /// Kill the process tree.
        case kill
        /// Keep the process for another job and say so, or kill it.
        case keepOrKill
        /// Report this outcome; nothing follows.
        case report(ProgramRunEnd)
        /// Forget the attempt without a word.
        case forget
    }

    package private(set) var state: State = .launching
    /// Whether no other job was served by the process before.
    private var isFresh = true

    package init() {}

    /// The process exists and takes frames.
    package mutating func processStarted(isFresh: Bool = true) -> Action {
        self.isFresh = isFresh
        switch self.state {
        case .launching:
            self.state = .running
            return .start
        case .running, .ended: return .none
        case .stopping: return .kill
        }
    }

    /// The program's own outcome was read.
    ///
    /// - Parameter processWaits: whether the process says that it can take another job.
    package mutating func outcomeArrived(_ end: ProgramRunEnd, processWaits: Bool = false) -> Action {
        let action = self.stop(with: end)
        return action == .kill && processWaits ? .keepOrKill : action
    }

    /// The process is kept for another job: nothing of this one is left in it.
    package mutating func processKept() -> Action {
        switch self.state {
        case .stopping(let end): self.finish(end)
        case .launching, .running, .ended: preconditionFailure("Only a process that has served is kept.")
        }
    }

    /// The coordinator wants the attempt ended. Safe to repeat.
    package mutating func stopOrdered(status: JobStatus, reason: String) -> Action {
        self.stop(with: .stopped(status, reason))
    }

    /// The program has run for as long as it may.
    package mutating func timeExpired(afterSeconds seconds: Int) -> Action {
        self.stop(with: .ranTooLong(seconds: seconds))
    }

    /// The program broke a limit or a rule.
    package mutating func ruleBroken(_ code: RuntimeError.Code, _ reason: String) -> Action {
        self.stop(with: .failed(code, reason))
    }

    /// The process tree used more memory than it may: of its own, or of what earlier jobs left.
    ///
    /// - Parameter hasSpoken: as in ``exited(_:hasSpoken:)``.
    package mutating func memoryExceeded(_ reason: String, hasSpoken: Bool = false) -> Action {
        self.isFresh || hasSpoken ? self.ruleBroken(.memoryLimit, reason) : self.lost(Self.warmProcessEnded)
    }

    /// The attempt cannot go on here, but may elsewhere.
    package mutating func lost(_ reason: String, code: RuntimeError.Code = .jobLost) -> Action {
        self.stop(with: .lost(reason, code: code))
    }

    /// The lease is over: whatever comes of the attempt, nobody wants to hear of it.
    package mutating func abandon() -> Action {
        switch self.state {
        case .launching, .running:
            self.state = .stopping(nil)
            return .kill
        case .stopping:
            self.state = .stopping(nil)
            return .none
        case .ended:
            self.state = .ended(nil)
            return .forget
        }
    }

    /// The whole tree is gone.
    ///
    /// - Parameter hasSpoken: whether the program has said something that its user sees. It would say it again, so it
    ///   is not run again, whoever is to blame.
    package mutating func exited(_ exit: ProgramExit, hasSpoken: Bool = false) -> Action {
        switch self.state {
        case .launching, .running:
            // Whatever ended a process that has served before may have been left there by another job.
            return self.finish(self.isFresh || hasSpoken ? .died(exit) : .lost(Self.warmProcessEnded))
        case .stopping(let end): return self.finish(end)
        case .ended: return .none
        }
    }

    private static let warmProcessEnded = "The process kept for the session ended."

    private mutating func stop(with end: ProgramRunEnd) -> Action {
        switch self.state {
        case .launching, .running:
            self.state = .stopping(end)
            return .kill
        case .stopping, .ended: return .none
        }
    }

    private mutating func finish(_ end: ProgramRunEnd?) -> Action {
        self.state = .ended(end)
        return end.map { .report($0) } ?? .forget
    }
}

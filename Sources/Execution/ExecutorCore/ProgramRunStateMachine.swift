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
        /// Report this outcome; nothing follows.
        case report(ProgramRunEnd)
        /// Forget the attempt without a word.
        case forget
    }

    package private(set) var state: State = .launching

    package init() {}

    /// The process exists and takes frames.
    package mutating func processStarted() -> Action {
        switch self.state {
        case .launching:
            self.state = .running
            return .start
        case .running, .ended: return .none
        case .stopping: return .kill
        }
    }

    /// The program's own outcome was read.
    package mutating func outcomeArrived(_ end: ProgramRunEnd) -> Action { self.stop(with: end) }

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

    /// The attempt cannot go on here, but may elsewhere.
    package mutating func lost(_ reason: String) -> Action { self.stop(with: .lost(reason)) }

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
    package mutating func exited(_ exit: ProgramExit) -> Action {
        switch self.state {
        case .launching, .running: return self.finish(.died(exit))
        case .stopping(let end): return self.finish(end)
        case .ended: return .none
        }
    }

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

/// What other threads and the loop tell each other; always under the loop's lock.
struct LoopInbox {
    /// Where the loop's thread is in its life.
    enum Phase {
        /// No thread yet. Next: `running`, or `ended` when stopped before it began.
        case created
        /// Next: `stopping`.
        case running
        /// The thread ends when nothing is left. Next: `ended`.
        case stopping
        /// No thread any more. Late work starts one that is `stopping` from the beginning.
        case ended
    }
    enum Acceptance {
        case nothing, wake, startThread
    }
    enum StopOutcome {
        case stopping, ended
    }
    enum Rest {
        case poll(mayWait: Bool)
        case end
    }

    private var work: [LoopWork] = []
    private var phase = Phase.created
    private var waiters: [CheckedContinuation<Void, Never>] = []
    /// Whether the loop waits without a limit on what others do, so that somebody has to wake it.
    var isSleeping = false

    mutating func accept(_ item: LoopWork) -> Acceptance {
        self.work.append(item)
        switch self.phase {
        case .ended:
            self.phase = .stopping
            return .startThread
        case .created, .running, .stopping:
            guard self.isSleeping else { return .nothing }
            self.isSleeping = false
            return .wake
        }
    }

    mutating func start() {
        guard case .created = self.phase else { preconditionFailure("A loop is started once.") }
        self.phase = .running
    }

    mutating func stop(waking waiter: CheckedContinuation<Void, Never>?) -> StopOutcome {
        switch self.phase {
        case .ended: return .ended
        case .created:
            self.phase = .ended
            return .ended
        case .running, .stopping:
            self.phase = .stopping
            self.isSleeping = false
            if let waiter { self.waiters.append(waiter) }
            return .stopping
        }
    }

    /// Swaps the waiting work with an empty array, so that both keep their storage.
    mutating func exchange(_ batch: inout [LoopWork]) { swap(&self.work, &batch) }

    /// What the loop does when it has run a while: poll, or end.
    mutating func rest(isSourcePending: Bool) -> Rest {
        guard self.work.isEmpty else { return .poll(mayWait: false) }
        if case .stopping = self.phase { return .end }
        self.isSleeping = !isSourcePending
        return .poll(mayWait: !isSourcePending)
    }

    /// Ends the loop and returns who waited for it, or `nil` when there is work again.
    mutating func end() -> [CheckedContinuation<Void, Never>]? {
        guard self.work.isEmpty else { return nil }
        self.phase = .ended
        defer { self.waiters = [] }
        return self.waiters
    }
}

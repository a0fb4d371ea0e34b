package import RuntimeModel

/// The life of one job, as the coordinator decides it. Pure: facts in, actions out.
///
/// Our own caller's mistake (leasing a job that runs) is a precondition; everything that a worker or a client may
/// send late, twice or in any order is answered with an action.
package struct JobStateMachine: Hashable, Sendable {
    package enum State: Hashable, Sendable {
        /// Waiting for an executor. Next: `running`, `finished(.cancelled)`.
        case queued
        /// Leased to one start of one executor. Next: `queued` (it was lost), `cancelling`, `finished`.
        case running(LeaseHolder)
        /// Told to stop, its process tree not yet gone. Next: `finished`.
        case cancelling(LeaseHolder)
        /// Ended; nothing changes any more.
        case finished(JobStatus)
    }

    package enum Action: Hashable, Sendable {
        /// Nothing follows.
        case none
        /// The job has ended with this status.
        case finish(JobStatus)
        /// The executor is to end the program by force.
        case stop(LeaseHolder, attempt: Int)
        /// The attempt is lost, and another one will follow.
        case requeue(lostAttempt: Int)
        /// A report from an attempt whose lease is over.
        case dropStale
    }

    /// Most attempts when executors are lost; a program's own failure is never tried again.
    package let attemptCountMax: Int
    package private(set) var state: State
    /// The newest run; 0 before the first.
    package private(set) var attempt: Int
    /// Attempts that were given back before they began: they were none.
    package private(set) var returnedCount: Int

    package init(
        attemptCountMax: Int, state: State = .queued, attempt: Int = 0, returnedCount: Int = 0
    ) {
        precondition(attemptCountMax >= 1, "A job is tried at least once.")
        self.attemptCountMax = attemptCountMax
        self.state = state
        self.attempt = attempt
        self.returnedCount = returnedCount
    }

    /// An executor takes the job.
    ///
    /// - Returns: the number of the attempt that begins.
    /// - Precondition: the job is queued.
    package mutating func lease(to holder: LeaseHolder) -> Int {
        guard case .queued = self.state else { preconditionFailure("Only a queued job is leased.") }
        self.attempt += 1
        self.state = .running(holder)
        return self.attempt
    }

    /// The user wants it to stop. Safe to repeat.
    package mutating func cancel() -> Action {
        switch self.state {
        case .queued:
            self.state = .finished(.cancelled)
            return .finish(.cancelled)
        case .running(let holder):
            self.state = .cancelling(holder)
            return .stop(holder, attempt: self.attempt)
        case .cancelling, .finished:
            return .none
        }
    }

    /// An executor reports how an attempt ended: its process tree is gone.
    ///
    /// - Parameter status: an end; `lost` when the executor itself could not go on with it.
    package mutating func outcome(_ status: JobStatus, of attempt: Int, from holder: LeaseHolder) -> Action {
        precondition(status.isFinal, "An outcome is an end.")
        guard self.isHeld(by: holder, attempt: attempt) else { return .dropStale }
        if status == .lost { return self.leaseLost(attempt: attempt) }
        self.state = .finished(status)
        return .finish(status)
    }

    /// The lease is over without an outcome: it expired, or the executor came back without the attempt.
    ///
    /// - Parameter isReturned: the executor gave it back before the job began.
    package mutating func leaseLost(attempt: Int, isReturned: Bool = false) -> Action {
        guard attempt == self.attempt else { return .dropStale }
        switch self.state {
        case .running where isReturned:
            self.returnedCount += 1
            self.state = .queued
            return .requeue(lostAttempt: attempt)
        case .running where attempt - self.returnedCount >= self.attemptCountMax:
            self.state = .finished(.lost)
            return .finish(.lost)
        case .running:
            self.state = .queued
            return .requeue(lostAttempt: attempt)
        case .cancelling:
            // Nobody runs it any more, and its user wanted just that.
            self.state = .finished(.cancelled)
            return .finish(.cancelled)
        case .queued, .finished:
            return .dropStale
        }
    }

    /// Whether this start of this worker has the lease of this attempt.
    package func isHeld(by holder: LeaseHolder, attempt: Int) -> Bool {
        self.holder == holder && self.attempt == attempt
    }

    /// Who has the lease, if anyone.
    package var holder: LeaseHolder? {
        switch self.state {
        case .running(let holder), .cancelling(let holder): holder
        case .queued, .finished: nil
        }
    }

    /// The state in the words of the wire.
    package var status: JobStatus {
        switch self.state {
        case .queued: .queued
        case .running: .running
        case .cancelling: .cancelling
        case .finished(let status): status
        }
    }
}

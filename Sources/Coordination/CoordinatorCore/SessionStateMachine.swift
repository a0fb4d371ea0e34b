package import RuntimeModel

/// The life of one session, as the coordinator decides it. Pure: facts in, actions out.
///
/// It ends by its user's word, when its time is over, or when no job came for too long; the first reason stands, unless
/// it is cancelled while jobs of it are left. Jobs that it took go on whatever ended it, unless they are cancelled with
/// it. Its executors are told only when the last of them is over.
package struct SessionStateMachine: Hashable, Sendable {
    package enum State: Hashable, Sendable {
        /// Takes jobs. `idleSince`: when the last job ended, on a clock in nanoseconds, while there is none. Next:
        /// `ended`.
        case open(idleSince: Int64?)
        /// Takes none. An end.
        case ended(SessionStatus)
    }

    package enum Action: Hashable, Sendable {
        /// Nothing follows.
        case none
        /// The session has ended; `reason` is a sentence. Executors are told as well when no job is left.
        case end(SessionStatus, reason: String, isOver: Bool)
        /// The last job of a session that has ended is over: executors are told.
        case release
    }

    package private(set) var state: State
    /// Jobs that it took and that have not ended.
    package private(set) var jobCount = 0
    /// Until when it takes jobs.
    package let expiresAt: Timestamp
    private let idleNanosecondsMax: Int64

    /// An open session without jobs.
    ///
    /// - Parameters:
    ///   - now: begins the time that it may be without a job, also after a restart of the coordinator, while which
    ///     nobody could have given it one.
    ///   - idleSecondsMax: how long that is.
    package init(expiresAt: Timestamp, idleSecondsMax: Int, now: Int64) {
        precondition(
            (0...1 << 32).contains(idleSecondsMax), "The time to be idle is bounded by configuration.")
        self.state = .open(idleSince: now)
        self.expiresAt = expiresAt
        self.idleNanosecondsMax = Int64(idleSecondsMax) * 1_000_000_000
    }

    /// Whether a job is taken at this time.
    package func takesJobs(at time: Timestamp) -> Bool {
        switch self.state {
        case .open: time < self.expiresAt
        case .ended: false
        }
    }

    /// It took a job, or had taken it before the coordinator was started.
    package mutating func jobAccepted() {
        self.jobCount += 1
        if case .open = self.state { self.state = .open(idleSince: nil) }
    }

    /// A job of it ended, or never was.
    package mutating func jobEnded(now: Int64) -> Action {
        guard self.jobCount > 0 else { return .none }
        self.jobCount -= 1
        guard self.jobCount == 0 else { return .none }
        switch self.state {
        case .open:
            self.state = .open(idleSince: now)
            return .none
        case .ended: return .release
        }
    }

    /// The user wants no more of it. Safe to repeat.
    package mutating func close() -> Action { self.end(.closed, "Closed by its user.") }

    /// The user wants no more of it, nor of its jobs; one that has ended in another way is cancelled while it has some.
    /// Safe to repeat.
    package mutating func cancel() -> Action {
        switch self.state {
        case .open: return self.end(.cancelled, Self.cancelReason)
        case .ended(.cancelled): return .none
        case .ended(.open), .ended(.closed), .ended(.expired):
            guard self.jobCount > 0 else { return .none }
            self.state = .ended(.cancelled)
            return .end(.cancelled, reason: Self.cancelReason, isOver: false)
        }
    }

    package static let cancelReason = "Cancelled by its user."

    /// Time has passed.
    package mutating func timePassed(to time: Timestamp, now: Int64) -> Action {
        guard case .open(let idleSince) = self.state else { return .none }
        if time >= self.expiresAt { return self.end(.expired, "Its time to live was over.") }
        guard let idleSince, now - idleSince >= self.idleNanosecondsMax else { return .none }
        return self.end(.expired, "It had no job for as long as it may.")
    }

    private mutating func end(_ status: SessionStatus, _ reason: String) -> Action {
        switch self.state {
        case .open:
            self.state = .ended(status)
            return .end(status, reason: reason, isOver: self.jobCount == 0)
        case .ended: return .none
        }
    }
}

package import MessageBus

/// Decides what to do when services die, and in which order they stop. No I/O and no clock: time is a parameter.
package struct SupervisorStateMachine: Sendable {
    /// What to do next.
    package enum Action: Sendable, Hashable {
        /// Start the service of this index; tell by `started` or `ended`.
        case start(Int)
        /// Call `delayEnded` for it after this time.
        case wait(Int, Duration, restart: Int)
        /// Ask it to stop, and call `stopDurationEnded` after this time.
        case terminate(Int, Duration)
        /// End it by force.
        case kill(Int)
        /// Everything has ended.
        case finish(Outcome)
    }

    /// Why everything ended.
    package enum Outcome: Sendable, Hashable {
        /// Somebody asked for it.
        case stopped
        /// This service died too often, or cannot run as it is configured.
        case gaveUp(service: Int)
    }

    private enum State: Hashable {
        /// Not started yet. Next: `starting`, `ended`.
        case planned
        /// Its process is being started. Next: `running`, `waiting`, `ended`.
        case starting(restarts: Int)
        /// Its process runs. Next: `waiting`, `stopping`, `ended`.
        case running(since: MonotonicTime, restarts: Int)
        /// It died and is started again soon. Next: `starting`, `ended`.
        case waiting(restarts: Int)
        /// It was asked to stop. Next: `ended`.
        case stopping
        /// It has no process, and gets none any more.
        case ended
    }

    private let plans: [ServicePlan]
    private let policy: RestartPolicy
    private var states: [State]
    /// Why everything is being stopped, once it is.
    private var outcome: Outcome?
    private var isFinished = false

    package init(plans: [ServicePlan], policy: RestartPolicy) {
        precondition(!plans.isEmpty, "There is a service to supervise.")
        self.plans = plans
        self.policy = policy
        self.states = plans.map { _ in .planned }
    }

    /// Whether the services are being stopped, or have been.
    package var isStopping: Bool { self.outcome != nil }

    /// Starts all of them, in order.
    package mutating func begin() -> [Action] {
        self.states = self.states.map { _ in .starting(restarts: 0) }
        return self.plans.indices.map { .start($0) }
    }

    /// A process exists.
    package mutating func started(_ index: Int, at time: MonotonicTime) -> [Action] {
        guard case .starting(let restarts) = self.states[index] else { return [] }
        self.states[index] = .running(since: time, restarts: restarts)
        return self.outcome == nil ? [] : self.stopNextRank()
    }

    /// A process is gone, or could not be started.
    package mutating func ended(_ index: Int, how end: ProcessEnd, at time: MonotonicTime) -> [Action] {
        let restarts: Int
        switch self.states[index] {
        case .planned, .waiting, .ended: return []
        case .stopping: return self.settle(index)
        case .starting(let count): restarts = count
        case .running(let since, let count):
            restarts = time - since >= self.policy.settledDuration ? 0 : count
        }
        guard self.outcome == nil else { return self.settle(index) }
        guard restarts < self.policy.countMax, end != .unusableConfiguration else {
            self.outcome = .gaveUp(service: index)
            return self.settle(index)
        }
        self.states[index] = .waiting(restarts: restarts + 1)
        return [.wait(index, self.policy.delay(beforeRestart: restarts + 1), restart: restarts + 1)]
    }

    /// The wait before a restart is over.
    package mutating func delayEnded(_ index: Int) -> [Action] {
        guard case .waiting(let restarts) = self.states[index] else { return [] }
        self.states[index] = .starting(restarts: restarts)
        return [.start(index)]
    }

    /// Stops everything, the highest rank first. Asking again changes nothing.
    package mutating func stop() -> [Action] {
        guard self.outcome == nil else { return [] }
        self.outcome = .stopped
        return self.stopNextRank()
    }

    /// A service took longer to stop than it may.
    package func stopDurationEnded(_ index: Int) -> [Action] {
        self.states[index] == .stopping ? [.kill(index)] : []
    }

    private mutating func settle(_ index: Int) -> [Action] {
        self.states[index] = .ended
        return self.stopNextRank()
    }

    /// Asks the services of the highest rank that still runs to stop; the others' turn comes when they have.
    private mutating func stopNextRank() -> [Action] {
        for (index, state) in self.states.enumerated() {
            switch state {
            case .planned, .waiting: self.states[index] = .ended
            case .starting, .running, .stopping, .ended: break
            }
        }
        let live = self.plans.indices.filter { self.states[$0] != .ended }
        guard let rank = live.map({ self.plans[$0].rank }).max() else { return self.finish() }
        return live.compactMap { index in
            guard self.plans[index].rank == rank, case .running = self.states[index] else { return nil }
            self.states[index] = .stopping
            return .terminate(index, self.plans[index].stopDurationMax)
        }
    }

    private mutating func finish() -> [Action] {
        guard let outcome, !self.isFinished else { return [] }
        self.isFinished = true
        return [.finish(outcome)]
    }
}

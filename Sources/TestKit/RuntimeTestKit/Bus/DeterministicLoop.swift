import FaultInjection
import Glibc
package import MessageBus
package import RuntimeModel
import Synchronization

/// A loop without a thread, a clock or chance of its own: everything follows from a seed.
///
/// Whoever calls one of the `run` methods is the loop's thread. Time stands still while anything is ready,
/// and then jumps to the next timer. Which of the ready tasks runs next is drawn from the seed, and so is
/// whether a task or a posted closure does; posted closures keep their order among each other. The same
/// seed and the same calls give the same run, and the same ``trace``, byte by byte, as long as nothing else
/// enters: no other thread, no other executor.
///
/// Whole services live on one loop, each in a ``SimulatedProcess`` of it if they are to crash.
package final class DeterministicLoop: BusLoop {
    /// Where simulated civil time begins: 2026-01-01.
    private static let epoch: UInt64 = 1_767_225_600_000_000

    struct ReadyTask {
        let job: UnownedJob
        /// The process whose task it is; `nil` for the loop's own.
        let process: SimulatedProcess?
    }
    private struct State {
        var random: SeededRandom
        var nanoseconds: Int64 = 0
        var tasks: [ReadyTask] = []
        var posted: [@Sendable () -> Void] = []
        var postedHead = 0
        var timers = TimerQueue()
        var owner: pthread_t
        var stepCount = 0
    }
    private enum Step {
        case task(ReadyTask)
        case posted(@Sendable () -> Void)
        case timer(@Sendable () -> Void)
    }

    package let seed: UInt64
    /// Notes of this loop (each timer that ran, with its time) and of who else wants to.
    package let trace = TraceRecorder()
    private let state: Mutex<State>

    package init(seed: UInt64) {
        self.seed = seed
        self.state = Mutex(State(random: SeededRandom(seed: seed), owner: pthread_self()))
    }

    package var now: MonotonicTime { MonotonicTime(nanoseconds: self.state.withLock { $0.nanoseconds }) }

    package var timestamp: Timestamp {
        Timestamp(microseconds: Self.epoch + UInt64(self.state.withLock { $0.nanoseconds } / 1000))
    }

    package func randomBits() -> UInt64 { self.state.withLock { $0.random.next() } }

    /// `true` with the given probability, from the seed.
    package func chance(_ probability: Double) -> Bool {
        self.state.withLock { $0.random.chance(probability) }
    }

    /// How many steps ran.
    package var stepCount: Int { self.state.withLock { $0.stepCount } }
}

// MARK: - Executor

extension DeterministicLoop {
    package func enqueue(_ job: consuming ExecutorJob) {
        self.enqueue(ReadyTask(job: UnownedJob(job), process: nil))
    }

    func enqueue(_ task: ReadyTask) { self.state.withLock { $0.tasks.append(task) } }

    package func checkIsolated() {
        precondition(
            self.isIsolatingCurrentContext() == true,
            "This belongs to a simulation and was called from elsewhere.")
    }

    package func isIsolatingCurrentContext() -> Bool? {
        self.state.withLock { pthread_equal($0.owner, pthread_self()) != 0 }
    }

    package func post(_ action: @escaping @Sendable () -> Void) {
        self.state.withLock { $0.posted.append(action) }
    }

    package func schedule(after delay: Duration, _ action: @escaping @Sendable () -> Void) -> any LoopTimer {
        self.state.withLock { state in
            let deadline = MonotonicTime(nanoseconds: state.nanoseconds) + max(delay, .zero)
            let timer = ScheduledAction(deadline: deadline, action: action)
            state.timers.insert(timer)
            return timer
        }
    }

    /// A simulation's descriptors are never ready: nothing outside of it takes part. A service may hold them (the
    /// socket pair of a program that runs no circuits), but whatever waits for them waits for ever.
    package func watch(
        _ descriptor: Int32, for interest: DescriptorInterest,
        _ handler: @escaping @Sendable (DescriptorInterest) -> Void
    ) -> any DescriptorWatch {
        SilentWatch()
    }
}

/// A watch of a descriptor that is never ready.
private struct SilentWatch: DescriptorWatch {
    func update(_ interest: DescriptorInterest) {}
    func cancel() {}
}

// MARK: - Running

extension DeterministicLoop {
    /// Runs until nothing is ready and no timer is left, or `stepCountMax` steps were made.
    ///
    /// - Returns: Whether nothing is left.
    @discardableResult
    package func run(stepCountMax: Int = 1_000_000) -> Bool {
        self.becomeOwner()
        for _ in 0..<stepCountMax {
            guard self.runStep(notAfter: nil) else { return true }
        }
        return false
    }

    /// Runs until `isReached`, asked before each step.
    ///
    /// - Returns: Whether it was reached; `false` when nothing is left to run, or after too many steps, or
    ///   when simulated time would pass `limit`.
    @discardableResult
    package func run(
        until isReached: () -> Bool, within limit: Duration = .seconds(3600), stepCountMax: Int = 10_000_000
    ) -> Bool {
        self.becomeOwner()
        let end = self.now + limit
        for _ in 0..<stepCountMax {
            if isReached() { return true }
            guard self.runStep(notAfter: end) else { return isReached() }
        }
        return false
    }

    /// Runs everything that happens in the next `duration` of simulated time, which has passed afterwards.
    package func run(for duration: Duration) {
        self.becomeOwner()
        let end = self.now + duration
        while self.runStep(notAfter: end) {}
        self.state.withLock { $0.nanoseconds = max($0.nanoseconds, end.nanoseconds) }
    }

    /// Runs a task to its end on the loop, and returns its result: for tests that are synchronous otherwise.
    ///
    /// - Returns: `nil` when everything came to rest before the task ended.
    package func run<Value: Sendable>(
        within limit: Duration = .seconds(3600), _ body: @escaping @Sendable () async throws -> Value
    ) -> Result<Value, any Error>? {
        self.becomeOwner()
        let outcome = EventRecorder<Result<Value, any Error>>()
        _ = Task(executorPreference: self) {
            do {
                outcome.record(.success(try await body()))
            } catch {
                outcome.record(.failure(error))
            }
        }
        self.run(until: { !outcome.events.isEmpty }, within: limit)
        return outcome.events.first
    }

    private func becomeOwner() { self.state.withLock { $0.owner = pthread_self() } }

    /// Makes one step; `false` when nothing is left to do by `end`.
    private func runStep(notAfter end: MonotonicTime?) -> Bool {
        guard let step = self.state.withLock({ Self.nextStep(&$0, notAfter: end) }) else { return false }
        switch step {
        case .task(let task): self.run(task)
        case .posted(let action): action()
        case .timer(let action):
            self.trace.note("timer \(self.now.nanoseconds)")
            action()
        }
        return true
    }

    private static func nextStep(_ state: inout State, notAfter end: MonotonicTime?) -> Step? {
        let postedCount = state.posted.count - state.postedHead
        let readyCount = state.tasks.count + (postedCount > 0 ? 1 : 0)
        if readyCount > 0 {
            state.stepCount += 1
            let choice = readyCount == 1 ? 0 : Int(state.random.next() % UInt64(readyCount))
            if choice < state.tasks.count { return .task(state.tasks.remove(at: choice)) }
            return .posted(Self.popPosted(&state))
        }
        guard let deadline = state.timers.nextDeadline(), end.map({ deadline <= $0 }) ?? true else {
            return nil
        }
        state.nanoseconds = max(state.nanoseconds, deadline.nanoseconds)
        guard let action = state.timers.popDue(at: MonotonicTime(nanoseconds: state.nanoseconds)) else {
            return nil
        }
        state.stepCount += 1
        return .timer(action)
    }

    private static func popPosted(_ state: inout State) -> @Sendable () -> Void {
        let action = state.posted[state.postedHead]
        state.postedHead += 1
        if state.postedHead == state.posted.count {
            state.posted.removeAll(keepingCapacity: true)
            state.postedHead = 0
        }
        return action
    }

    private func run(_ task: ReadyTask) {
        guard let process = task.process else {
            return task.job.runSynchronously(
                isolatedTo: self.asUnownedSerialExecutor(), taskExecutor: self.asUnownedTaskExecutor())
        }
        process.run(task.job)
    }
}

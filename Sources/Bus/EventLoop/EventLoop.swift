import CEventLoop
import Glibc
package import MessageBus
package import RuntimeModel
import Synchronization

/// A thread in `ppoll(2)` that is an executor for actors and tasks, and owns descriptors and sockets.
///
/// One turn of the loop runs what was enqueued or posted (several rounds, because work makes work), then the
/// timers that are due, then gives each ``LoopSource`` a turn, and then polls: without waiting while anything
/// is left to do. A thread that enqueues wakes the loop only when it sleeps.
///
/// Life: made, ``start()``, ``stop()``. Work that arrives before the start waits for it. Stopping drains
/// what was posted and forgets timers and watches. Work that arrives after the end still runs, serially, on
/// a thread started for it, so that no task hangs on a loop that is gone.
package final class EventLoop: BusLoop {
    private static let roundCountMax = 8

    private let name: String
    private let inbox = Mutex(LoopInbox())
    private let wakeDescriptor: Int32
    private let confined = LoopState()

    /// - Parameter name: The thread's name; the system shows 15 bytes of it.
    /// - Throws: `configuration.invalid` when the process has no descriptor left.
    package init(name: String) throws(RuntimeError) {
        self.name = name
        self.wakeDescriptor = spinwire_wake_make()
        guard self.wakeDescriptor >= 0 else {
            throw RuntimeError(
                .configurationInvalid, "The process may not open another descriptor; raise its limit.",
                context: ["errno": "\(-self.wakeDescriptor)"])
        }
    }

    deinit { close(self.wakeDescriptor) }

    /// Whether the caller runs on the loop.
    package var isOnLoop: Bool {
        spinwire_thread_mark() == UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
    }

    package var now: MonotonicTime { MonotonicTime(nanoseconds: spinwire_clock_monotonic()) }

    package var timestamp: Timestamp { Timestamp(microseconds: spinwire_clock_realtime()) }

    package func randomBits() -> UInt64 { UInt64.random(in: .min ... .max) }

    /// What only the loop may touch.
    var state: LoopState {
        self.checkIsolated()
        return self.confined
    }
}

// MARK: - Executor

extension EventLoop {
    package func enqueue(_ job: consuming ExecutorJob) { self.accept(.job(UnownedJob(job))) }

    package func checkIsolated() {
        precondition(
            self.isOnLoop, "This belongs to the loop \"\(self.name)\" and was called from elsewhere.")
    }

    package func isIsolatingCurrentContext() -> Bool? { self.isOnLoop }

    package func post(_ action: @escaping @Sendable () -> Void) { self.accept(.action(action)) }

    package func schedule(after delay: Duration, _ action: @escaping @Sendable () -> Void) -> any LoopTimer {
        let timer = ScheduledAction(deadline: self.now + delay, action: action)
        if self.isOnLoop {
            self.confined.timers.insert(timer)
        } else {
            self.post { self.state.timers.insert(timer) }
        }
        return timer
    }

    private func accept(_ work: LoopWork) {
        switch self.inbox.withLock({ $0.accept(work) }) {
        case .nothing: break
        case .wake: spinwire_wake_signal(self.wakeDescriptor)
        case .startThread: self.startThread()
        }
    }
}

// MARK: - Life

extension EventLoop {
    /// Starts the thread. Once.
    package func start() {
        self.inbox.withLock { $0.start() }
        self.startThread()
    }

    /// Asks the loop to end once nothing posted is left, and returns when it did.
    ///
    /// Never from the loop itself: it would wait for its own end.
    package func stop() async {
        await withCheckedContinuation { continuation in
            switch self.inbox.withLock({ $0.stop(waking: continuation) }) {
            case .ended: continuation.resume()
            case .stopping: spinwire_wake_signal(self.wakeDescriptor)
            }
        }
    }

    /// Asks the loop to end once nothing posted is left; from anywhere.
    package func requestStop() {
        _ = self.inbox.withLock { $0.stop(waking: nil) }
        spinwire_wake_signal(self.wakeDescriptor)
    }

    private func startThread() {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        let body: @convention(c) (UnsafeMutableRawPointer?) -> Void = { context in
            guard let context else { return }
            Unmanaged<EventLoop>.fromOpaque(context).takeRetainedValue().run()
        }
        let status = spinwire_thread_start(&thread, self.name, body, context)
        precondition(status == 0, "The system has no thread left for the loop \"\(self.name)\".")
        pthread_detach(thread)
    }

    private func run() {
        spinwire_thread_set_mark(UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque()))
        var batch: [LoopWork] = []
        while true {
            self.runWork(&batch)
            self.runTimers()
            let isSourcePending = self.confined.turnSources()
            switch self.inbox.withLock({ $0.rest(isSourcePending: isSourcePending) }) {
            case .poll(let mayWait): self.poll(mayWait: mayWait)
            case .end:
                self.confined.removeAll()
                // What forgetting let go of may have posted once more.
                guard let waiters = self.inbox.withLock({ $0.end() }) else { continue }
                spinwire_thread_set_mark(nil)
                for waiter in waiters { waiter.resume() }
                return
            }
        }
    }

    private func runWork(_ batch: inout [LoopWork]) {
        for _ in 0..<Self.roundCountMax {
            self.inbox.withLock { $0.exchange(&batch) }
            guard !batch.isEmpty else { return }
            for work in batch {
                switch work {
                case .job(let job):
                    job.runSynchronously(
                        isolatedTo: self.asUnownedSerialExecutor(), taskExecutor: self.asUnownedTaskExecutor()
                    )
                case .action(let action): action()
                }
            }
            batch.removeAll(keepingCapacity: batch.count <= 4096)
        }
    }

    private func runTimers() {
        guard self.confined.timers.nextDeadline() != nil else { return }
        let now = self.now
        while let action = self.confined.timers.popDue(at: now) { action() }
    }

    private func poll(mayWait: Bool) {
        var timeout: Int64 = mayWait ? -1 : 0
        if mayWait, let deadline = self.confined.timers.nextDeadline() {
            timeout = max(0, deadline.nanoseconds - self.now.nanoseconds)
        }
        let isWoken = self.confined.poll(timeoutNanoseconds: timeout, wakeDescriptor: self.wakeDescriptor)
        if mayWait { self.inbox.withLock { $0.isSleeping = false } }
        if isWoken { spinwire_wake_clear(self.wakeDescriptor) }
        self.confined.callReadyWatches()
    }
}

// MARK: - Descriptors and sources

extension EventLoop {
    package func watch(
        _ descriptor: Int32, for interest: DescriptorInterest,
        _ handler: @escaping @Sendable (DescriptorInterest) -> Void
    ) -> any DescriptorWatch {
        let watch = LoopWatch(descriptor: descriptor, interest: interest, loop: self, handler: handler)
        self.state.add(watch)
        return watch
    }

    /// Gives `source` a turn in each turn of the loop, and wakes for its descriptor, until it is removed.
    ///
    /// Only on the loop.
    package func add(_ source: any LoopSource) { self.state.add(source) }

    /// Ends a source's turns. Only on the loop.
    package func remove(_ source: any LoopSource) { self.state.remove(source) }

    /// Tells that `source` was used by somebody, so that an edge of its descriptor may have been swallowed.
    ///
    /// Only on the loop. Cheap; call it with every use.
    package func used(_ source: any LoopSource) { self.state.sourceUsed(source) }

    /// Tells that the descriptor of a source is another one now. Only on the loop.
    package func sourceDescriptorChanged() { self.state.pollSetChanged() }
}

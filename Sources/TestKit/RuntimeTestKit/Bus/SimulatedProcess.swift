package import MessageBus
package import RuntimeModel
import Synchronization

/// A process of a simulation: what runs on it stops for good when it crashes.
///
/// Shares thread, time and chance with its ``DeterministicLoop``. A crash forgets its tasks, posted
/// closures and timers wherever they are, as `kill -9` does; sockets made on it are cut by the bus
/// (``FaultyBus/crash(_:)``). After a crash, a new process takes its place.
package final class SimulatedProcess: BusLoop {
    package let name: String
    package let loop: DeterministicLoop
    private let isAliveState = Mutex(true)

    package init(name: String, on loop: DeterministicLoop) {
        self.name = name
        self.loop = loop
    }

    package var isAlive: Bool { self.isAliveState.withLock { $0 } }

    /// Ends the process between two steps.
    package func crash() {
        self.isAliveState.withLock { $0 = false }
        self.loop.trace.note("crash \(self.name)")
    }

    package var now: MonotonicTime { self.loop.now }
    package var timestamp: Timestamp { self.loop.timestamp }
    package func randomBits() -> UInt64 { self.loop.randomBits() }

    package func enqueue(_ job: consuming ExecutorJob) {
        self.loop.enqueue(DeterministicLoop.ReadyTask(job: UnownedJob(job), process: self))
    }

    /// A dead process's task is never run again: its memory is lost with it, on purpose.
    func run(_ job: UnownedJob) {
        guard self.isAlive else { return }
        job.runSynchronously(
            isolatedTo: self.asUnownedSerialExecutor(), taskExecutor: self.asUnownedTaskExecutor())
    }

    package func checkIsolated() { self.loop.checkIsolated() }

    package func isIsolatingCurrentContext() -> Bool? { self.loop.isIsolatingCurrentContext() }

    package func post(_ action: @escaping @Sendable () -> Void) {
        self.loop.post { if self.isAlive { action() } }
    }

    package func schedule(after delay: Duration, _ action: @escaping @Sendable () -> Void) -> any LoopTimer {
        self.loop.schedule(after: delay) { if self.isAlive { action() } }
    }

    package func watch(
        _ descriptor: Int32, for interest: DescriptorInterest,
        _ handler: @escaping @Sendable (DescriptorInterest) -> Void
    ) -> any DescriptorWatch {
        self.loop.watch(descriptor, for: interest, handler)
    }
}

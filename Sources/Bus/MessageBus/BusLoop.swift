package import RuntimeModel

/// The one thread of control that owns some sockets, and that actors choose as their executor.
///
/// An actor whose `unownedExecutor` is a loop is called by the loop's sockets and timers without a hop:
/// their handlers run on the loop and enter the actor by `assumeIsolated`. Everything that varies from run
/// to run (time, chance, order) comes from the loop, so that a deterministic loop makes a whole system
/// deterministic.
///
/// Implementations: `EventLoop` (a thread in `poll(2)`), and the test kit's deterministic one.
package protocol BusLoop: SerialExecutor, TaskExecutor {
    /// The loop's clock, for intervals.
    var now: MonotonicTime { get }
    /// Civil time, for the time stamps of events.
    var timestamp: Timestamp { get }

    /// 64 random bits: from the operating system, or from a test's seed.
    func randomBits() -> UInt64

    /// Runs `action` on the loop once, not before `delay` has passed.
    ///
    /// May be called from anywhere. A cancelled timer's action does not run after `cancel` returned on the
    /// loop.
    func schedule(after delay: Duration, _ action: @escaping @Sendable () -> Void) -> any LoopTimer

    /// Runs `action` on the loop soon, after what was posted before. May be called from anywhere.
    func post(_ action: @escaping @Sendable () -> Void)

    /// Calls `handler` on the loop whenever `descriptor` is ready, until the watch is cancelled.
    ///
    /// Level-triggered: a handler that does not read is called again. The descriptor stays its owner's to
    /// close, after cancelling. Only on the loop.
    func watch(
        _ descriptor: Int32, for interest: DescriptorInterest,
        _ handler: @escaping @Sendable (DescriptorInterest) -> Void
    ) -> any DescriptorWatch
}

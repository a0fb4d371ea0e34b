import Synchronization

/// A closure that waits for its moment in a ``TimerQueue``.
package final class ScheduledAction: LoopTimer {
    /// Not before this moment.
    package let deadline: MonotonicTime
    private let action: Mutex<(@Sendable () -> Void)?>

    package init(deadline: MonotonicTime, action: @escaping @Sendable () -> Void) {
        self.deadline = deadline
        self.action = Mutex(action)
    }

    /// Whether it neither ran nor was cancelled.
    package var isPending: Bool { self.action.withLock { $0 != nil } }

    package func cancel() { _ = self.take() }

    /// Hands out the closure once.
    package func take() -> (@Sendable () -> Void)? {
        self.action.withLock { action in
            defer { action = nil }
            return action
        }
    }
}

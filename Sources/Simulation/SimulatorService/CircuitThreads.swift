import Foundation
import Synchronization

/// Threads that compute circuits.
package final class CircuitThreads: CircuitWorkers {
    private struct State {
        var waiting: [@Sendable () -> Void] = []
        var isShutDown = false
    }

    /// Deep circuits are compiled recursively.
    private static let stackByteCount = 8 << 20

    package let count: Int
    package let expressCount: Int
    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)

    /// Starts the threads.
    package init(count: Int, expressCount: Int = 0) {
        precondition(count > 0 && expressCount >= 0, "Somebody has to compute.")
        self.count = count
        self.expressCount = expressCount
        for index in 0..<(count + expressCount) {
            let thread = Thread { [self] in self.work() }
            thread.name = "circuits-\(index)"
            thread.stackSize = Self.stackByteCount
            thread.start()
        }
    }

    package func perform(_ work: @escaping @Sendable () -> Void) {
        self.state.withLock { $0.waiting.append(work) }
        self.wake.signal()
    }

    package func shutDown() {
        self.state.withLock { $0.isShutDown = true }
        for _ in 0..<(self.count + self.expressCount) { self.wake.signal() }
    }

    private func work() {
        while true {
            self.wake.wait()
            let (work, isOver) = self.state.withLock { state in
                (
                    state.waiting.isEmpty ? nil : state.waiting.removeFirst(),
                    state.isShutDown && state.waiting.isEmpty
                )
            }
            work?()
            if isOver { return }
        }
    }
}

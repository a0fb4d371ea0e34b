import Synchronization

/// Tells a run, from any thread, that nobody wants its outcome any more.
///
/// A run looks at it between gates and between portions of shots; it is never lowered again.
package final class CancellationFlag: Sendable {
    private let raised = Atomic<Bool>(false)

    package init() {}

    package var isCancelled: Bool { self.raised.load(ordering: .relaxed) }

    package func cancel() {
        self.raised.store(true, ordering: .relaxed)
    }

    func check() throws(SimulatorError) {
        if self.isCancelled { throw SimulatorError(.cancelled, "The run was cancelled.") }
    }
}

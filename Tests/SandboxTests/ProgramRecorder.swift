import ExecutorCore
import Foundation
import Synchronization

/// Takes a program's events on the loop and hands them to a test, in order.
final class ProgramRecorder: Sendable {
    let events: AsyncStream<ProgramEvent>
    private let continuation: AsyncStream<ProgramEvent>.Continuation
    private let count = Atomic(0)

    init() { (self.events, self.continuation) = AsyncStream.makeStream() }

    /// Events recorded so far.
    var eventCount: Int { self.count.load(ordering: .relaxed) }

    func record(_ event: ProgramEvent) {
        self.count.add(1, ordering: .relaxed)
        self.continuation.yield(event)
        if case .exited = event { self.continuation.finish() }
    }
}

import Glibc
import Synchronization

/// The threads that compute, owned in one place.
///
/// A run leads on its own thread; threads of the team that have nothing else to do help it, part by part. No more
/// than ``threadCount`` threads compute at once, leaders included: where there are as many runs as threads,
/// nobody helps. Which thread does a part never shows in a result.
package final class WorkerTeam: Sendable {
    /// Leaders and helpers that may compute at once.
    package let threadCount: Int
    private let shared: TeamShared
    private let helpers: Mutex<[pthread_t]>

    /// Starts `threadCount - 1` helpers.
    package init(threadCount: Int) {
        precondition(threadCount > 0, "Somebody has to compute.")
        self.threadCount = threadCount
        let shared = TeamShared(threadCount: threadCount)
        self.shared = shared
        var threads: [pthread_t] = []
        for _ in 1..<max(1, threadCount) {
            var thread = pthread_t()
            let context = Unmanaged.passRetained(shared)
            let status = pthread_create(&thread, nil, { helperMain($0) }, context.toOpaque())
            // Fewer helpers are slower and nothing worse.
            if status == 0 { threads.append(thread) } else { context.release() }
        }
        self.helpers = Mutex(threads)
    }

    deinit {
        self.shared.shutDown()
        for thread in self.helpers.withLock({ $0 }) { pthread_join(thread, nil) }
    }

    /// Does every part of some work, on this thread and on helpers, and returns when all are done.
    ///
    /// - Parameters:
    ///   - count: Number of parts, each worth at least some microseconds.
    ///   - body: Gets the index of a part; called once for each, in any order, from several threads at once.
    package func forEachPart(count: Int, _ body: (_ part: Int) -> Void) {
        if count <= 1 || self.threadCount == 1 {
            for part in 0..<count { body(part) }
            return
        }
        // Nobody calls the closure once `perform` has returned, though a helper may still hold the work.
        withoutActuallyEscaping(body) { body in
            withUnsafePointer(to: body) { self.shared.perform(TeamWork(count: count, body: $0)) }
        }
    }

    /// Whether there are threads that notice when nobody has anything to do, and give back memory then.
    var hasHelpers: Bool { self.helpers.withLock { !$0.isEmpty } }

    /// Counts the caller among those that compute, so that helpers leave it a processor.
    package func lead<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result
    {
        self.shared.enter()
        defer { self.shared.leave() }
        return try body()
    }
}

private func helperMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<TeamShared>.fromOpaque(context).takeRetainedValue().help()
    return nil
}

package import JobStore
package import RuntimeModel
import Synchronization

/// The store without a disk, for tests: no thread, no clock, nothing outside of the caller's executor.
///
/// Called from an actor on a deterministic loop, all of it, the hook too, runs on that loop. Commits keep the order in
/// which they were asked for, as those on a disk do.
package final class InMemoryJobStore: JobStore {
    private typealias CommitHook =
        @Sendable (_ point: CommitPoint, _ batch: [StoreTransaction]) async throws(RuntimeError) -> Void

    enum Life { case open, closed, crashed }

    struct State {
        var tables: MemoryTables
        /// Bodies of which chunks are missing: lost by a crash.
        var staged: [UploadKey: [UInt8]] = [:]
        var life = Life.open
        var isCommitting = false
        /// Commits that wait for the one before them.
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>
    private let hook: CommitHook

    /// An empty store.
    ///
    /// - Parameter hook: is awaited at each ``CommitPoint``, on the executor of whoever commits; may delay or fail the
    ///   commit, or crash the store.
    package convenience init(
        hook: @escaping @Sendable (CommitPoint, [StoreTransaction]) async throws(RuntimeError) -> Void = {
            _, _ in
        }
    ) {
        self.init(MemoryTables(), hook)
    }

    private init(_ tables: MemoryTables, _ hook: @escaping CommitHook) {
        self.state = Mutex(State(tables: tables))
        self.hook = hook
    }

    /// Ends this store as a crash of its process would: commits that were not applied never are, whoever waits for one
    /// gets an error, and so does every later call.
    ///
    /// - Returns: the store as the next process finds it, with what was committed.
    @discardableResult
    package func crash() -> InMemoryJobStore {
        let tables = self.state.withLock { state in
            state.life = .crashed
            return state.tables
        }
        return InMemoryJobStore(tables, self.hook)
    }

    package func close() async {
        await self.takeTurn()
        self.state.withLock { if $0.life == .open { $0.life = .closed } }
        self.passTurn()
    }

    package func synchronousLevel() async throws(RuntimeError) -> Int {
        try self.read { _ in 0 }
    }

    package func commit(_ batch: [StoreTransaction]) async throws(RuntimeError) -> [TransactionOutcome] {
        await self.takeTurn()
        defer { self.passTurn() }
        try self.read { _ in }
        try await self.hook(.beforeApplying, batch)
        let outcomes = try self.change { state throws(RuntimeError) in
            var tables = state.tables
            let outcomes = try tables.apply(batch)
            state.tables = tables
            return outcomes
        }
        try await self.hook(.afterApplying, batch)
        try self.read { _ in }
        return outcomes
    }

    // MARK: - Order

    private func takeTurn() async {
        await withCheckedContinuation { continuation in
            let isFree = self.state.withLock { state in
                if state.isCommitting {
                    state.waiting.append(continuation)
                } else {
                    state.isCommitting = true
                    return true
                }
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    private func passTurn() {
        let next = self.state.withLock { state -> CheckedContinuation<Void, Never>? in
            if state.waiting.isEmpty {
                state.isCommitting = false
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }

    // MARK: - State

    func read<Value: Sendable>(_ body: (borrowing MemoryTables) -> Value) throws(RuntimeError) -> Value {
        try self.change { state throws(RuntimeError) in body(state.tables) }
    }

    func change<Value: Sendable>(
        _ body: (inout State) throws(RuntimeError) -> Value
    ) throws(RuntimeError) -> Value {
        try self.state.withLock { state throws(RuntimeError) in
            switch state.life {
            case .open: return try body(&state)
            case .closed: throw RuntimeError(.stopping, "The store is closed.")
            case .crashed: throw RuntimeError(.storeFailed, "The store has crashed.")
            }
        }
    }
}

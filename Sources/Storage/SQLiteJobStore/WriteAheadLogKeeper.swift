import Foundation
import GRDB
import GRDBSQLite
import Synchronization

/// Keeps the write-ahead log short.
///
/// Copying the log back into the database costs milliseconds, so it is done beside the commits, by a connection of
/// its own, after every so many pages. Such a passive checkpoint never gets the log to start over while it is kept
/// busy: above the limit, the writer itself makes it start over between two commits. The file keeps its length then:
/// writing over what is allocated syncs in half the time of growing.
final class WriteAheadLogKeeper: Sendable {
    private struct State {
        /// Pages in the log after the last commit.
        var pageCount = 0
        /// Pages there were when the last checkpoint began.
        var checkpointedPageCount = 0
        /// Starting over is tried again when this many pages are there.
        var restartPageCount: Int
        /// Whether a passive checkpoint runs.
        var isCheckpointing = false
    }

    private enum Duty: Sendable { case none, checkpoint, restart }

    private let checkpointPageCount: Int
    private let pageCountMax: Int
    private let checkpointer: DatabaseQueue
    private let state: Mutex<State>

    /// - Parameter checkpointer: a connection to the same database, for nothing else.
    init(_ options: SQLiteStoreOptions, pageByteCount: Int, checkpointer: DatabaseQueue) {
        self.checkpointPageCount = options.checkpointPageCount
        self.pageCountMax = max(1, options.walByteCountMax / pageByteCount)
        self.checkpointer = checkpointer
        self.state = Mutex(State(restartPageCount: self.pageCountMax))
    }

    /// Has every commit of the writer's connection counted, and turns its own checkpoints off (they use the same hook).
    ///
    /// The keeper must live until the connection has made its last commit.
    func attach(to database: Database) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        _ = sqlite3_wal_hook(
            database.sqliteConnection,
            { context, _, _, pageCount in
                guard let context else { return SQLITE_OK }
                let keeper = Unmanaged<WriteAheadLogKeeper>.fromOpaque(context).takeUnretainedValue()
                keeper.state.withLock { $0.pageCount = Int(pageCount) }
                return SQLITE_OK
            }, context)
    }

    /// Does what is due. On the writer's connection, after a commit was answered.
    func committed(on database: Database) {
        switch self.state.withLock({ self.duty(&$0) }) {
        case .none: break
        case .checkpoint:
            self.checkpointer.asyncWriteWithoutTransaction { checkpointer in
                // A failure leaves the log as it is: the next one, or the limit, deals with it.
                _ = try? checkpointer.checkpoint(.passive)
                self.state.withLock { $0.isCheckpointing = false }
            }
        case .restart:
            // A reader in the way leaves the log as it is; then it is tried again some pages later.
            let isEmpty = (try? database.checkpoint(.restart)) != nil
            self.state.withLock { self.restarted(isEmpty, &$0) }
        }
    }

    /// Whether ``committed(on:)`` has anything to do.
    var isDue: Bool {
        self.state.withLock { state in
            let fresh = state.pageCount < state.checkpointedPageCount ? 0 : state.checkpointedPageCount
            return !state.isCheckpointing
                && (state.pageCount > state.restartPageCount
                    || state.pageCount - fresh >= self.checkpointPageCount)
        }
    }

    private func duty(_ state: inout State) -> Duty {
        if state.pageCount < state.checkpointedPageCount { state.checkpointedPageCount = 0 }
        if state.isCheckpointing { return .none }
        if state.pageCount > state.restartPageCount { return .restart }
        guard state.pageCount - state.checkpointedPageCount >= self.checkpointPageCount else { return .none }
        state.checkpointedPageCount = state.pageCount
        state.isCheckpointing = true
        return .checkpoint
    }

    private func restarted(_ isEmpty: Bool, _ state: inout State) {
        if isEmpty {
            state = State(restartPageCount: self.pageCountMax)
        } else {
            state.restartPageCount = state.pageCount + self.checkpointPageCount
        }
    }

    /// Ends the connection for checkpoints.
    func close() throws {
        try self.checkpointer.close()
    }
}

import Foundation
import GRDB
import JobStore
import RuntimeModel
import Synchronization

/// The connections to the database: one that writes, in order, and some that read beside it.
final class StoreConnections: Sendable {
    private enum Health { case sound, failed, closed }

    private let pool: DatabasePool
    private let log: WriteAheadLogKeeper
    private let health = Mutex(Health.sound)

    /// Opens the database and brings it to the current schema.
    init(_ options: SQLiteStoreOptions, in folder: StoreFolder) throws(RuntimeError) {
        do {
            let pool = try DatabasePool(path: folder.databasePath, configuration: Self.configuration(options))
            try StoreMigrations.apply(to: pool)
            let checkpointer = try DatabaseQueue(
                path: folder.databasePath, configuration: Self.configuration(options))
            let log = try pool.writeWithoutTransaction { database in
                // The pool sets NORMAL while it opens, whatever its configuration says: FULL can only be set here.
                try database.execute(sql: "PRAGMA synchronous = FULL")
                // Should a reader have kept the log from starting over in time, the file is cut when it does.
                try database.execute(sql: "PRAGMA journal_size_limit = \(options.walByteCountMax)")
                let pageByteCount = try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 4096
                let log = WriteAheadLogKeeper(
                    options, pageByteCount: pageByteCount, checkpointer: checkpointer)
                log.attach(to: database)
                return log
            }
            self.pool = pool
            self.log = log
            let level = try pool.writeWithoutTransaction(Self.synchronousLevel)
            guard level == 2 else {
                throw RuntimeError(
                    .storeFailed, "The database does not take synchronous = FULL.",
                    context: ["level": "\(level)"])
            }
        } catch {
            throw .store(error)
        }
    }

    private static func configuration(_ options: SQLiteStoreOptions) -> Configuration {
        var configuration = Configuration()
        configuration.label = "spinwire.store"
        // References between rows are kept by the statements here; checking them again costs a search for each row.
        configuration.foreignKeysEnabled = false
        configuration.busyMode = .timeout(Double(options.restartPatienceMilliseconds) / 1000)
        configuration.maximumReaderCount = options.readerCountMax
        let cache = options.pageCacheKibibytes
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA cache_size = -\(cache)")
        }
        return configuration
    }

    static func synchronousLevel(_ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "PRAGMA synchronous") ?? -1
    }

    /// Runs `work` on the connection that writes, in a transaction that is durable when this returns.
    ///
    /// - Throws: `store.conflict` when `work` says so, or a row is there already, and `store.full`; nothing is written
    ///   then. `store.failed` otherwise, from then on for every write: the memory of the caller and the disk may differ.
    func write<Value: Sendable>(
        _ work: @escaping @Sendable (Database) throws -> Value
    ) async throws(RuntimeError) -> Value {
        let result: Result<Value, RuntimeError> = await withCheckedContinuation { continuation in
            self.pool.asyncWriteWithoutTransaction { database in
                continuation.resume(returning: self.transact(database, work))
                self.log.committed(on: database)
            }
        }
        return try result.get()
    }

    /// As ``write(_:)``, on the caller's own thread, which waits for the disk.
    func writeInline<Value: Sendable>(
        _ work: (Database) throws -> Value
    ) throws(RuntimeError) -> Value {
        let result = self.pool.writeWithoutTransaction { self.transact($0, work) }
        if self.log.isDue {
            self.pool.asyncWriteWithoutTransaction { self.log.committed(on: $0) }
        }
        return try result.get()
    }

    private func transact<Value>(
        _ database: Database, _ work: (Database) throws -> Value
    ) -> Result<Value, RuntimeError> {
        do {
            try self.checkHealth()
            try database.run("BEGIN IMMEDIATE")
            let value = try work(database)
            try database.run("COMMIT")
            return .success(value)
        } catch {
            let failure = RuntimeError.store(error)
            var isSound = failure.code != .storeFailed
            if database.isInsideTransaction {
                // Without a rollback the connection cannot begin again: the store is of no more use.
                isSound = (try? database.run("ROLLBACK")) != nil && isSound
            }
            if !isSound { self.health.withLock { if $0 == .sound { $0 = .failed } } }
            return .failure(failure)
        }
    }

    /// Runs `work` on a connection that reads, in a snapshot of what is committed.
    func read<Value: Sendable>(
        _ work: @escaping @Sendable (Database) throws -> Value
    ) async throws(RuntimeError) -> Value {
        let result: Result<Value, RuntimeError> = await withCheckedContinuation { continuation in
            self.pool.asyncRead { database in
                let result = Result { try work(try database.get()) }
                continuation.resume(returning: result.mapError { self.isClosed ? .storeClosed : .store($0) })
            }
        }
        return try result.get()
    }

    /// Runs `work` on the connection that writes, without a transaction.
    func onWriter<Value: Sendable>(
        _ work: @escaping @Sendable (Database) throws -> Value
    ) async throws(RuntimeError) -> Value {
        let result: Result<Value, RuntimeError> = await withCheckedContinuation { continuation in
            self.pool.asyncWriteWithoutTransaction { database in
                let result = Result { () throws -> Value in
                    try self.checkHealth()
                    return try work(database)
                }
                continuation.resume(returning: result.mapError { .store($0) })
            }
        }
        return try result.get()
    }

    private var isClosed: Bool { self.health.withLock { $0 == .closed } }

    private func checkHealth() throws(RuntimeError) {
        switch self.health.withLock({ $0 }) {
        case .sound: break
        case .closed: throw .storeClosed
        case .failed:
            throw RuntimeError(.storeFailed, "An earlier write failed; the store takes no more.")
        }
    }

    /// Finishes what was begun, then ends all connections. Blocks.
    func close() throws(RuntimeError) {
        self.health.withLock { $0 = .closed }
        do {
            try self.log.close()
            try self.pool.close()
        } catch {
            throw .store(error)
        }
    }
}

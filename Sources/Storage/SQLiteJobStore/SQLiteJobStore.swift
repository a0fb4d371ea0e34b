import Dispatch
package import JobStore
package import RuntimeModel
import Synchronization

/// The store on disk: one SQLite database, and files for long bodies.
///
/// Every commit of a batch is one transaction of SQLite with `synchronous = FULL`: the disk is synced once for the
/// whole batch. Writes keep the order in which they were asked for. One process at a time has a store open.
package final class SQLiteJobStore: JobStore {
    let options: SQLiteStoreOptions
    let folder: StoreFolder
    let connections: StoreConnections
    let staging: BodyStaging
    private let lock: Mutex<StoreLock?>

    /// Opens a store, making it when there is none, and brings it to the current schema. Blocks meanwhile.
    ///
    /// - Throws: `store.inUse` when a process has it open; `store.failed` when it cannot be read or written, or a
    ///   newer version of this program wrote it.
    package init(_ options: SQLiteStoreOptions) throws(RuntimeError) {
        self.options = options
        self.folder = StoreFolder(path: options.folder)
        try self.folder.prepare()
        self.lock = Mutex(try StoreLock(self.folder.lockPath))
        try self.folder.removeStagedFiles()
        self.connections = try StoreConnections(options, in: self.folder)
        self.staging = BodyStaging(options, in: self.folder)
        try self.removeStrayBodies()
    }

    package func synchronousLevel() async throws(RuntimeError) -> Int {
        try await self.connections.onWriter(StoreConnections.synchronousLevel)
    }

    package func commit(_ batch: [StoreTransaction]) async throws(RuntimeError) -> [TransactionOutcome] {
        let byteCountMax = self.options.eventBlockByteCountMax
        // A short batch costs less than the two changes of thread that would keep the caller free meanwhile; what
        // comes in while it waits is the next batch, as it would be anyway.
        if batch.count <= self.options.inlineTransactionCountMax {
            return try self.connections.writeInline { database in
                try BatchWriter(database: database, eventBlockByteCountMax: byteCountMax).apply(batch)
            }
        }
        return try await self.connections.write { database in
            try BatchWriter(database: database, eventBlockByteCountMax: byteCountMax).apply(batch)
        }
    }

    package func close() async {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "spinwire.store.close").async {
                self.staging.close()
                // What was committed is durable whether or not the connections end in good order.
                try? self.connections.close()
                self.lock.withLock { $0 = nil }
                continuation.resume()
            }
        }
    }
}

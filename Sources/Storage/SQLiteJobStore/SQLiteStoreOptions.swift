/// Where a store is, and its limits.
package struct SQLiteStoreOptions: Hashable, Sendable {
    /// The folder that holds everything; made with mode 0700 when it is missing.
    package var folder: String
    /// Pages written to the write-ahead log before it is copied back beside the running writes.
    package var checkpointPageCount: Int
    /// Above this many bytes of write-ahead log, commits wait until it has been copied back and starts over.
    package var walByteCountMax: Int
    /// How long starting it over waits for readers before it is left for a later commit, in milliseconds.
    package var restartPatienceMilliseconds: Int
    /// Longest body kept in a row; longer ones are files.
    package var inlineBodyByteCountMax: Int
    /// Longest body of all.
    package var bodyByteCountMax: Int
    /// Bytes of short bodies of which some chunks have come, announced lengths; beyond it they are gathered in files.
    package var uploadMemoryByteCountMax: Int
    /// Longest run of events that shares a row. A longer event has a row of its own.
    package var eventBlockByteCountMax: Int
    /// Most reads at the same time.
    package var readerCountMax: Int
    /// Longest batch that is committed on the caller's own thread, in transactions.
    package var inlineTransactionCountMax: Int
    /// Page cache of each connection, in KiB.
    package var pageCacheKibibytes: Int

    package init(
        folder: String, checkpointPageCount: Int = 1000, walByteCountMax: Int = 16 << 20,
        restartPatienceMilliseconds: Int = 250, inlineBodyByteCountMax: Int = 1 << 20,
        bodyByteCountMax: Int = 1 << 30, uploadMemoryByteCountMax: Int = 32 << 20,
        eventBlockByteCountMax: Int = 256 << 10,
        readerCountMax: Int = 4, inlineTransactionCountMax: Int = 4, pageCacheKibibytes: Int = 16 << 10
    ) {
        self.folder = folder
        self.checkpointPageCount = checkpointPageCount
        self.walByteCountMax = walByteCountMax
        self.restartPatienceMilliseconds = restartPatienceMilliseconds
        self.inlineBodyByteCountMax = inlineBodyByteCountMax
        self.bodyByteCountMax = bodyByteCountMax
        self.uploadMemoryByteCountMax = uploadMemoryByteCountMax
        self.eventBlockByteCountMax = eventBlockByteCountMax
        self.readerCountMax = readerCountMax
        self.inlineTransactionCountMax = inlineTransactionCountMax
        self.pageCacheKibibytes = pageCacheKibibytes
    }
}

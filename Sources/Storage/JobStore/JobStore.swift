package import RuntimeModel
package import RuntimeWire

/// Where everything is kept that a crash must not lose.
///
/// One writer, the coordinator. A commit is durable when it returns. Reads see what was committed before them and
/// hold no snapshot open between calls. Errors of every call: `store.failed`, after which the owner of the store must
/// stop, since what is on the disk is then known to the store alone; `store.full` when there is no room on the disk:
/// nothing was written, and the store goes on; `service.stopping` once the store is closed.
///
/// Implementations: `SQLiteJobStore`, and the test kit's `InMemoryJobStore`; `JobStoreContract` is run on both.
package protocol JobStore: Sendable {
    /// SQLite's `synchronous`, read from the connection that writes: 2 is FULL, 0 keeps nothing over a crash.
    func synchronousLevel() async throws(RuntimeError) -> Int

    /// Makes a batch of transactions durable, all or none of the batch. Commits keep the order of their calls.
    ///
    /// - Returns: for each transaction, in order, whether it was applied or repeated an earlier one.
    /// - Throws: `store.conflict` when a write does not fit what is stored: a hole in events or versions, a row that
    ///   is there already or is missing, a status after the end. Nothing is written then, and the store goes on.
    func commit(_ batch: [StoreTransaction]) async throws(RuntimeError) -> [TransactionOutcome]

    /// What an idempotency key stands for, if it was ever claimed.
    ///
    /// - Parameter request: the command that carries it now; see ``IdempotencyClaim/request``.
    func earlierClaim(
        of account: AccountID, key: String, request: [UInt8]
    ) async throws(RuntimeError) -> EarlierClaim?

    /// All accounts, in the order in which they were made.
    func accounts() async throws(RuntimeError) -> [StoredAccount]

    /// One version of a program, the newest without `version`.
    ///
    /// A deleted program is found only with `includingDeleted`.
    func program(
        _ id: ProgramID, version: Int?, includingDeleted: Bool
    ) async throws(RuntimeError) -> StoredProgram?

    /// The newest versions of programs, newest program first, and how many there are on all pages.
    func programs(_ filter: ProgramFilter) async throws(RuntimeError) -> (rows: [StoredProgram], count: Int)

    /// All versions of a program that is not deleted, newest first, and how many there are.
    func programVersions(
        _ id: ProgramID, limit: Int, offset: Int
    ) async throws(RuntimeError) -> (rows: [StoredProgram], count: Int)

    /// Bytes that are kept for each account: sources, inputs and events, whether in rows or in bodies, and bodies to
    /// which nothing refers yet, or any more. Accounts for which nothing is kept may be missing.
    func storedByteCounts() async throws(RuntimeError) -> [AccountID: Int]

    /// How many of the ``storedByteCounts()`` of all accounts are in bodies to which nothing refers: these go by
    /// themselves, see ``collectBodies(keptBefore:limit:)``.
    func unusedByteCount() async throws(RuntimeError) -> Int

    func session(_ id: SessionID) async throws(RuntimeError) -> StoredSession?

    /// Sessions, newest first, and how many there are on all pages.
    func sessions(_ filter: SessionFilter) async throws(RuntimeError) -> (rows: [StoredSession], count: Int)

    /// Every job that has not ended, in the order in which they were accepted.
    func unfinishedJobs() async throws(RuntimeError) -> [StoredJob]

    func job(_ id: JobID) async throws(RuntimeError) -> StoredJob?

    func inputs(of id: JobID) async throws(RuntimeError) -> StoredPayload?

    /// Jobs in the order of their acceptance, or against it. Their times of creation have to rise in that order.
    func jobs(_ filter: JobFilter) async throws(RuntimeError) -> JobPage

    /// All runs of a job, the first one first.
    func attempts(of id: JobID) async throws(RuntimeError) -> [StoredAttempt]

    /// Events after a sequence, in order, at most `limit` and (but for the first) in at most `byteCountMax` bytes, in
    /// blocks as long as they are stored.
    func timelineBlocks(
        of id: JobID, after sequence: UInt64, limit: Int, byteCountMax: Int
    ) async throws(RuntimeError) -> [EventBlock]

    /// As ``timelineBlocks(of:after:limit:byteCountMax:)``, read.
    func timeline(
        of id: JobID, after sequence: UInt64, limit: Int, byteCountMax: Int
    ) async throws(RuntimeError) -> [EventRecord]

    /// Jobs that have ended, before a time if one is given, and have their inputs and timelines still; at most `limit`,
    /// in the order of their ends.
    func endedJobs(before time: Timestamp?, limit: Int) async throws(RuntimeError) -> [EndedJob]

    /// Takes a chunk of a body; the last one makes it durable. Bodies are named by their content: putting one that is
    /// there already is done at once, and so is a chunk that is there already: the sender goes on at the number
    /// returned. A first chunk that differs from the one before starts the body again.
    ///
    /// Each account has uploads of its own, also of one and the same body: none disturbs another's. The body counts for
    /// the account that had all of it there first, until something refers to it; and when nothing does any more, for
    /// the owner of what did last, until it is collected.
    ///
    /// - Returns: how many bytes of it are there.
    /// - Throws: `upload.notFound` for a later chunk when none is there; `body.corrupt` when the bytes do not have the
    ///   announced hash or the chunk does not follow the last one. The sender starts again from the first.
    ///   `payload.tooLarge` over the store's limit.
    func putBody(
        _ reference: BodyReference, of account: AccountID, offset: Int, chunk: [UInt8], at time: Timestamp
    ) async throws(RuntimeError) -> Int

    /// Whether some chunks of an account's upload are there, and not all.
    func holdsUpload(_ reference: BodyReference, of account: AccountID) async -> Bool

    /// Gives up an upload of which chunks are missing, if there is one.
    func forgetUpload(_ reference: BodyReference, of account: AccountID) async

    /// Keeps a stored body, whether or not something refers to it, as if it had just been put.
    ///
    /// - Returns: `nil` when there is none.
    func keepBody(_ hash: [UInt8], at time: Timestamp) async throws(RuntimeError) -> KeptBody?

    /// Deletes bodies to which neither inputs nor events nor programs refer, and which were put or kept before `time`.
    ///
    /// - Returns: how many, at most `limit`.
    func collectBodies(keptBefore time: Timestamp, limit: Int) async throws(RuntimeError) -> Int

    /// Forgets keys that were claimed before `time`: who repeats a command later than that does it again.
    ///
    /// - Returns: how many, at most `limit`.
    func forgetClaims(before time: Timestamp, limit: Int) async throws(RuntimeError) -> Int

    /// Forgets sessions that ended before `time` and have no jobs.
    ///
    /// - Returns: how many, at most `limit`.
    func forgetSessions(endedBefore time: Timestamp, limit: Int) async throws(RuntimeError) -> Int

    /// Up to `byteCount` bytes of a stored body.
    ///
    /// - Throws: `body.notFound`.
    func body(
        _ hash: [UInt8], offset: Int, byteCount: Int
    ) async throws(RuntimeError) -> (bytes: [UInt8], total: Int)

    /// Ends all use of the store. What was committed stays.
    func close() async
}

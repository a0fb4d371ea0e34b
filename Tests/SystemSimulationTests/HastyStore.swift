import JobStore
import MessageBus
import RuntimeModel
import RuntimeTestKit
import RuntimeWire

/// A store that says "durable" before it is so, for some transactions: what a coordinator without its first promise
/// would amount to.
final class HastyStore: JobStore {
    private let store: InMemoryJobStore
    private let loop: any BusLoop
    private let isHasty: @Sendable (StoreTransaction) -> Bool

    init(
        _ store: InMemoryJobStore, on loop: any BusLoop,
        for isHasty: @escaping @Sendable (StoreTransaction) -> Bool
    ) {
        self.store = store
        self.loop = loop
        self.isHasty = isHasty
    }

    func commit(_ batch: [StoreTransaction]) async throws(RuntimeError) -> [TransactionOutcome] {
        guard batch.contains(where: self.isHasty) else { return try await self.store.commit(batch) }
        let store = self.store
        _ = self.loop.schedule(after: .milliseconds(3)) { [loop] in
            // The late write; if the process has crashed meanwhile, this closure never runs.
            Task(executorPreference: loop) { try? await store.commit(batch) }
        }
        return batch.map { _ in .applied }
    }

    func synchronousLevel() async throws(RuntimeError) -> Int { try await self.store.synchronousLevel() }
    func earlierClaim(
        of account: AccountID, key: String, request: [UInt8]
    ) async throws(RuntimeError) -> EarlierClaim? {
        try await self.store.earlierClaim(of: account, key: key, request: request)
    }
    func accounts() async throws(RuntimeError) -> [StoredAccount] { try await self.store.accounts() }
    func program(
        _ id: ProgramID, version: Int?, includingDeleted: Bool
    ) async throws(RuntimeError) -> StoredProgram? {
        try await self.store.program(id, version: version, includingDeleted: includingDeleted)
    }
    func programs(
        _ filter: ProgramFilter
    ) async throws(RuntimeError) -> (rows: [StoredProgram], count: Int) {
        try await self.store.programs(filter)
    }
    func programVersions(
        _ id: ProgramID, limit: Int, offset: Int
    ) async throws(RuntimeError) -> (rows: [StoredProgram], count: Int) {
        try await self.store.programVersions(id, limit: limit, offset: offset)
    }
    func storedByteCounts() async throws(RuntimeError) -> [AccountID: Int] {
        try await self.store.storedByteCounts()
    }
    func unusedByteCount() async throws(RuntimeError) -> Int { try await self.store.unusedByteCount() }
    func session(_ id: SessionID) async throws(RuntimeError) -> StoredSession? {
        try await self.store.session(id)
    }
    func sessions(
        _ filter: SessionFilter
    ) async throws(RuntimeError) -> (rows: [StoredSession], count: Int) {
        try await self.store.sessions(filter)
    }
    func unfinishedJobs() async throws(RuntimeError) -> [StoredJob] { try await self.store.unfinishedJobs() }
    func job(_ id: JobID) async throws(RuntimeError) -> StoredJob? { try await self.store.job(id) }
    func inputs(of id: JobID) async throws(RuntimeError) -> StoredPayload? {
        try await self.store.inputs(of: id)
    }
    func jobs(_ filter: JobFilter) async throws(RuntimeError) -> JobPage {
        try await self.store.jobs(filter)
    }
    func attempts(of id: JobID) async throws(RuntimeError) -> [StoredAttempt] {
        try await self.store.attempts(of: id)
    }
    func timelineBlocks(
        of id: JobID, after sequence: UInt64, limit: Int, byteCountMax: Int
    ) async throws(RuntimeError) -> [EventBlock] {
        try await self.store.timelineBlocks(
            of: id, after: sequence, limit: limit, byteCountMax: byteCountMax)
    }
    func timeline(
        of id: JobID, after sequence: UInt64, limit: Int, byteCountMax: Int
    ) async throws(RuntimeError) -> [EventRecord] {
        try await self.store.timeline(of: id, after: sequence, limit: limit, byteCountMax: byteCountMax)
    }
    func putBody(
        _ reference: BodyReference, of account: AccountID, offset: Int, chunk: [UInt8], at time: Timestamp
    ) async throws(RuntimeError) -> Int {
        try await self.store.putBody(reference, of: account, offset: offset, chunk: chunk, at: time)
    }
    func holdsUpload(_ reference: BodyReference, of account: AccountID) async -> Bool {
        await self.store.holdsUpload(reference, of: account)
    }
    func forgetUpload(_ reference: BodyReference, of account: AccountID) async {
        await self.store.forgetUpload(reference, of: account)
    }
    func keepBody(_ hash: [UInt8], at time: Timestamp) async throws(RuntimeError) -> KeptBody? {
        try await self.store.keepBody(hash, at: time)
    }
    func collectBodies(keptBefore time: Timestamp, limit: Int) async throws(RuntimeError) -> Int {
        try await self.store.collectBodies(keptBefore: time, limit: limit)
    }
    func forgetSessions(endedBefore time: Timestamp, limit: Int) async throws(RuntimeError) -> Int {
        try await self.store.forgetSessions(endedBefore: time, limit: limit)
    }
    func forgetClaims(before time: Timestamp, limit: Int) async throws(RuntimeError) -> Int {
        try await self.store.forgetClaims(before: time, limit: limit)
    }
    func endedJobs(before time: Timestamp?, limit: Int) async throws(RuntimeError) -> [EndedJob] {
        try await self.store.endedJobs(before: time, limit: limit)
    }
    func body(
        _ hash: [UInt8], offset: Int, byteCount: Int
    ) async throws(RuntimeError) -> (bytes: [UInt8], total: Int) {
        try await self.store.body(hash, offset: offset, byteCount: byteCount)
    }
    func close() async { await self.store.close() }
}

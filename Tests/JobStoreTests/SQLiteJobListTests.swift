import JobStore
import RuntimeModel
import RuntimeTestKit
import SQLiteJobStore
import Testing

/// Counts that are put together from totals, against counting.
@Suite struct SQLiteJobListTests {
    @Test func everyCountOfALongListIsThatOfItsRows() async throws {
        try await TemporaryFolder.run { folder in
            let store = try SQLiteJobStore(SQLiteStoreOptions(folder: folder + "/store"))
            let numbers = 1...20_000
            for start in stride(from: 1, through: 20_000, by: 1000) {
                _ = try await store.commit(
                    (start..<start + 1000).map { StoredSamples.acceptance(Self.job($0)) })
            }
            for number in stride(from: 3, through: 20_000, by: 3) {
                _ = try await store.commit([
                    StoreTransaction(writes: [
                        .updateJob(StoredSamples.jobID(number), StoredSamples.progress(.completed))
                    ])
                ])
            }
            _ = try await store.commit(
                [9, 9000, 19_998].map { StoreTransaction(writes: [.deleteJob(StoredSamples.jobID($0))]) })
            let jobs = numbers.filter { ![9, 9000, 19_998].contains($0) }
            for (filter, isShown) in Self.filters {
                let expected = jobs.filter(isShown)
                let page = try await store.jobs(filter)
                #expect(page.count == expected.count, "\(filter)")
                #expect(page.rows.map { Int($0.id.low) } == expected.suffix(5).reversed(), "\(filter)")
            }
            await store.close()
        }
    }

    /// Job `number` of one of two owners, three programs, with a tag for every tenth.
    private static func job(_ number: Int) -> StoredJob {
        var job = StoredSamples.job(
            number, owner: number.isMultiple(of: 2) ? "ada" : "bob", programID: "p\(number % 3)",
            tags: number.isMultiple(of: 10) ? ["ten", "ten"] : [])
        job.backend = number.isMultiple(of: 1000) ? "rare" : "common"
        return job
    }

    private static let filters: [(JobFilter, @Sendable (Int) -> Bool)] = [
        (JobFilter(limit: 5, offset: 0), { _ in true }),
        (JobFilter(owner: AccountID("ada"), limit: 5, offset: 0), { $0.isMultiple(of: 2) }),
        (JobFilter(pending: true, limit: 5, offset: 0), { !$0.isMultiple(of: 3) }),
        (JobFilter(pending: false, limit: 5, offset: 0), { $0.isMultiple(of: 3) }),
        (
            JobFilter(
                owner: AccountID("ada"), pending: false, programID: ProgramID("p0"), limit: 5, offset: 0),
            { $0.isMultiple(of: 6) }
        ),
        (JobFilter(backend: "rare", limit: 5, offset: 0), { $0.isMultiple(of: 1000) }),
        (JobFilter(tags: ["ten"], limit: 5, offset: 0), { $0.isMultiple(of: 10) }),
        (JobFilter(owner: AccountID("bob"), tags: ["ten"], limit: 5, offset: 0), { _ in false }),
        (JobFilter(pending: false, tags: ["ten"], limit: 5, offset: 0), { $0.isMultiple(of: 30) }),
        (
            JobFilter(
                backend: "rare", tags: ["ten"], createdAfter: StoredSamples.time(100), limit: 5, offset: 0),
            { $0.isMultiple(of: 1000) }
        ),
        (JobFilter(createdAfter: StoredSamples.time(100), limit: 5, offset: 0), { $0 >= 100 }),
        (JobFilter(createdAfter: StoredSamples.time(8192), limit: 5, offset: 0), { $0 >= 8192 }),
        (JobFilter(createdAfter: StoredSamples.time(19_000), limit: 5, offset: 0), { $0 >= 19_000 }),
        (JobFilter(createdBefore: StoredSamples.time(17_000), limit: 5, offset: 0), { $0 < 17_000 }),
        (
            JobFilter(
                owner: AccountID("bob"), createdAfter: StoredSamples.time(5000),
                createdBefore: StoredSamples.time(16_384), limit: 5, offset: 0),
            { !$0.isMultiple(of: 2) && (5000..<16_384).contains($0) }
        ),
        (
            JobFilter(
                pending: true, createdAfter: StoredSamples.time(500),
                createdBefore: StoredSamples.time(9001), limit: 5, offset: 0),
            { !$0.isMultiple(of: 3) && (500..<9001).contains($0) }
        ),
    ]
}

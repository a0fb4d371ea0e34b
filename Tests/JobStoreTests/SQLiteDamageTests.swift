import JobStore
import RuntimeModel
import RuntimeTestKit
import SQLiteJobStore
import Testing

@Suite struct SQLiteDamageTests {
    /// Whatever stands in the rows, reading them gives an error with a code and never ends the process.
    @Test(arguments: [
        "UPDATE event_block SET bytes = x''", "UPDATE event_block SET bytes = x'0000'",
        "UPDATE event_block SET bytes = x'FFFFFFFF'", "UPDATE event_block SET bytes = x'0000000100'",
        "UPDATE event_block SET bytes = substr(bytes, 1, length(bytes) - 1)",
        "UPDATE job SET status = 'dreaming'",
        "UPDATE job SET id = x'00' WHERE row = 1",
        "DELETE FROM event_block WHERE first_sequence = 1",
        "DELETE FROM event_block WHERE first_sequence = 4", "UPDATE job_inputs SET form = 9",
        "UPDATE account SET role = 'king'",
        "UPDATE program_version SET source_content_type = 99", "DROP TABLE attempt",
    ])
    func aDamagedRowIsAnErrorNotATrap(damage: String) async throws {
        try await TemporaryFolder.run { folder in
            let first = try SQLiteJobStore(SQLiteStoreOptions(folder: folder))
            try await SchemaSample.write(to: first)
            await first.close()
            try await StoreReader.execute(on: folder, damage)
            let store = try SQLiteJobStore(SQLiteStoreOptions(folder: folder))
            var codes: Set<RuntimeError.Code?> = []
            let id = StoredSamples.jobID(1)
            let reads: [() async throws -> Bool] = [
                { try await store.unfinishedJobs().count == 1 }, { try await store.inputs(of: id) != nil },
                { try await store.accounts().count == 2 }, { try await store.attempts(of: id).count == 1 },
                { try await store.timeline(of: id, after: 0, limit: 9, byteCountMax: 999).count == 5 },
                { try await store.program(ProgramID("hello"), version: nil, includingDeleted: false) != nil },
            ]
            for read in reads {
                do {
                    if try await !read() { codes.insert(nil) }
                } catch {
                    codes.insert((error as? RuntimeError)?.code ?? RuntimeError.Code(rawValue: "none"))
                }
            }
            // A row that is no longer found by its id is missing for some of the reads, an error for the others.
            #expect(codes.subtracting([nil]) == [.storeFailed])
            await store.close()
        }
    }

    @Test func aStoreWhoseWriteFailedTakesNoMore() async throws {
        try await TemporaryFolder.run { folder in
            await (try SQLiteJobStore(SQLiteStoreOptions(folder: folder))).close()
            try await StoreReader.execute(on: folder, "DROP TABLE attempt")
            let store = try SQLiteJobStore(SQLiteStoreOptions(folder: folder))
            let attempt = StoreWrite.putAttempt(SchemaSample.attempt)
            let batches = [
                [StoredSamples.acceptance(StoredSamples.job(1)), StoreTransaction(writes: [attempt])],
                [StoredSamples.acceptance(StoredSamples.job(2))],
            ]
            for batch in batches {
                await #expect { _ = try await store.commit(batch) } throws: {
                    ($0 as? RuntimeError)?.code == .storeFailed
                }
            }
            #expect(try await store.unfinishedJobs() == [])
            await store.close()
        }
    }
}

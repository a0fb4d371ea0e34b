import Foundation
import JobStore
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import SQLiteJobStore
import Testing

@Suite struct SQLiteWriteAheadLogTests {
    /// Goal: the log stays within its limit although the writer never rests and readers come and go.
    @Test func theLogIsBoundedWhileWriterAndReadersAreBusy() async throws {
        try await TemporaryFolder.run { folder in
            let byteCountMax = 1 << 20
            let store = try SQLiteJobStore(
                SQLiteStoreOptions(folder: folder, checkpointPageCount: 50, walByteCountMax: byteCountMax))
            try await withThrowingTaskGroup(of: Void.self) { group in
                _ = try await store.commit([StoredSamples.acceptance(StoredSamples.job(1))])
                group.addTask {
                    while try await store.job(StoredSamples.jobID(1))?.progress.status != .completed {}
                }
                var longest = 0
                var written = 0
                for number in 0..<300 {
                    let first = UInt64(number * 4 + 1)
                    let events = StoredSamples.events(1, first...first + 3, bodyByteCount: 8000)
                    _ = try await store.commit([StoreTransaction(writes: [.appendEvents(events)])])
                    written += 32_000
                    let size = try FileManager.default.attributesOfItem(atPath: folder + "/store.db-wal")[
                        .size]
                    longest = max(longest, size as? Int ?? 0)
                }
                let end = StoredSamples.progress(.completed)
                _ = try await store.commit([
                    StoreTransaction(writes: [.updateJob(StoredSamples.jobID(1), end)])
                ])
                try await group.waitForAll()
                // One more commit, and what is written while a passive checkpoint runs, come on top.
                #expect(longest < 2 * byteCountMax)
                #expect(written > 8 * byteCountMax)
            }
            let events = try await store.timeline(
                of: StoredSamples.jobID(1), after: 0, limit: .max, byteCountMax: .max)
            #expect(events.map(\.sequence) == Array(1...1200))
            await store.close()
        }
    }

    @Test func eventsOfOneJobThatAreWrittenTogetherShareRowsUpToALimit() async throws {
        try await TemporaryFolder.run { folder in
            let store = try SQLiteJobStore(SQLiteStoreOptions(folder: folder, eventBlockByteCountMax: 3000))
            let events =
                StoredSamples.events(1, 1...10, bodyByteCount: 500)
                + StoredSamples.events(1, 11...11, bodyByteCount: 5000)
            _ = try await store.commit([
                StoredSamples.acceptance(StoredSamples.job(1)),
                StoreTransaction(writes: [.appendEvents(events)]),
            ])
            await store.close()
            let rows = try await StoreReader.rows(
                of: folder, "SELECT first_sequence, last_sequence FROM event_block ORDER BY first_sequence")
            #expect(rows == [[1, 5], [6, 10], [11, 11]])
        }
    }
}

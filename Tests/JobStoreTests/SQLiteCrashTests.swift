import Foundation
import JobStore
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import SQLiteJobStore
import Testing

@Suite struct SQLiteCrashTests {
    /// Goal: whatever part of the log reached the disk, the store is a prefix of the batches, each whole.
    /// Method: the log of many commits is cut at places of a seeded choice, and the store opened on what is left.
    @Test func aLogThatIsCutAnywhereHoldsWholeBatchesFromTheFirstOn() async throws {
        try await TemporaryFolder.run { folder in
            var options = SQLiteStoreOptions(folder: folder + "/store")
            // Without checkpoints all commits are in the log, and the database file stands still while it is copied.
            options.checkpointPageCount = .max
            let store = try SQLiteJobStore(options)
            let batchCount = 12
            for batch in 0..<batchCount { _ = try await store.commit(Self.batch(batch)) }
            let database = try Data(contentsOf: URL(fileURLWithPath: options.folder + "/store.db"))
            let log = try Data(contentsOf: URL(fileURLWithPath: options.folder + "/store.db-wal"))
            await store.close()

            var random = SeededRandom(seed: 7)
            var counts: Set<Int> = []
            for cut in 0..<40 {
                let copy = folder + "/\(cut)"
                try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
                let length = cut == 0 ? log.count : Int(random.next() % UInt64(log.count))
                try database.write(to: URL(fileURLWithPath: copy + "/store.db"))
                try log.prefix(length).write(to: URL(fileURLWithPath: copy + "/store.db-wal"))
                let count = try await Self.batchCount(in: copy)
                if cut == 0 { #expect(count == batchCount) }
                counts.insert(count)
            }
            #expect(counts.count > 3, "The cuts fell into different batches: \(counts.sorted())")
        }
    }

    /// Goal: what was acknowledged survives SIGKILL. Method: a process of its own commits, notes each acknowledgement
    /// in a file, and kills itself in the middle of a commit from another thread.
    @Test(arguments: 1...3)
    func whatWasAcknowledgedSurvivesAKilledProcess(round: Int) async throws {
        try await TemporaryFolder.run { folder in
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [folder = folder as String, round = round as Int] in
                let store = try SQLiteJobStore(SQLiteStoreOptions(folder: folder, checkpointPageCount: 20))
                let descriptor = open(folder + "/acknowledged", O_WRONLY | O_CREAT | O_APPEND, 0o600)
                for batch in 0... {
                    if batch == 20 * round {
                        DispatchQueue.global().async { kill(getpid(), SIGKILL) }
                    }
                    _ = try await store.commit(Self.batch(batch))
                    _ = write(descriptor, "+", 1)
                }
            }
            let acknowledged = try Data(contentsOf: URL(fileURLWithPath: folder + "/acknowledged")).count
            let stored = try await Self.batchCount(in: folder)
            #expect(acknowledged >= 20 * round)
            // At most the commit that ran when the process died is there without its acknowledgement.
            #expect(stored == acknowledged || stored == acknowledged + 1)
        }
    }

    /// Three jobs with events, and five more events for the first job of all.
    private static func batch(_ number: Int) -> [StoreTransaction] {
        (0..<3).map { index in
            let job = number * 3 + index + 1
            return StoreTransaction(writes: [
                .insertJob(StoredSamples.job(job), inputs: StoredSamples.inputs(job)),
                .appendEvents(StoredSamples.events(job, 1...4, bodyByteCount: 500)),
            ])
        } + [
            StoreTransaction(writes: [
                .appendEvents(StoredSamples.events(1, UInt64(number * 5 + 5)...UInt64(number * 5 + 9)))
            ])
        ]
    }

    /// How many batches a store holds, each of them whole and all from the first on.
    private static func batchCount(in folder: String) async throws -> Int {
        let store = try SQLiteJobStore(SQLiteStoreOptions(folder: folder))
        let jobs = try await store.unfinishedJobs()
        #expect(jobs.map(\.id.low) == (0..<UInt64(jobs.count)).map { $0 + 1 })
        #expect(jobs.count.isMultiple(of: 3))
        let count = jobs.count / 3
        if count > 0 {
            let timeline = try await store.timeline(
                of: StoredSamples.jobID(1), after: 0, limit: .max, byteCountMax: .max)
            #expect(timeline.map(\.sequence) == Array(1...UInt64(4 + 5 * count)))
        }
        for job in jobs.dropFirst() {
            let timeline = try await store.timeline(of: job.id, after: 0, limit: .max, byteCountMax: .max)
            #expect(timeline == StoredSamples.events(Int(job.id.low), 1...4, bodyByteCount: 500))
        }
        await store.close()
        return count
    }
}

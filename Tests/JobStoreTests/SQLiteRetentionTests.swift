import ContentHashing
import Foundation
import JobStore
import RuntimeModel
import RuntimeTestKit
import SQLiteJobStore
import Testing

@Suite struct SQLiteRetentionTests {
    @Test func theFileOfACollectedBodyGoesAndThoseInUseStay() async throws {
        try await TemporaryFolder.run { folder in
            let store = try SQLiteJobStore(SQLiteStoreOptions(folder: folder, inlineBodyByteCountMax: 10))
            let bodies = try await Self.put(1...3, in: store)
            _ = try await store.commit([Self.acceptance(1, bodies[0])])
            #expect(try await store.collectBodies(keptBefore: StoredSamples.time(1), limit: 9) == 2)
            #expect(try Self.names(folder + "/bodies") == [bodies[0].hashText])
            #expect(try Self.names(folder + "/staging") == [])
            await store.close()
        }
    }

    @Test func aFileWithoutARowIsRemovedWhenTheStoreOpens() async throws {
        try await TemporaryFolder.run { folder in
            let options = SQLiteStoreOptions(folder: folder, inlineBodyByteCountMax: 10)
            var store = try SQLiteJobStore(options)
            let bodies = try await Self.put(1...1, in: store)
            await store.close()
            let stray = String(repeating: "0", count: 64)
            try Data([1, 2, 3]).write(to: URL(fileURLWithPath: folder + "/bodies/" + stray))
            store = try SQLiteJobStore(options)
            #expect(try Self.names(folder + "/bodies") == [bodies[0].hashText])
            await store.close()
        }
    }

    @Test func anUploadThatIsForgottenLeavesNoFile() async throws {
        try await TemporaryFolder.run { folder in
            let store = try SQLiteJobStore(SQLiteStoreOptions(folder: folder, inlineBodyByteCountMax: 10))
            let bytes = StoredSamples.bytes(100)
            let reference = ContentHash.reference(to: bytes)
            _ = try await store.putBody(reference, offset: 0, chunk: Array(bytes.prefix(50)))
            #expect(try Self.names(folder + "/staging").count == 1)
            await store.forgetUpload(reference, of: AccountID("ada"))
            #expect(try Self.names(folder + "/staging") == [])
            await store.close()
        }
    }

    @Test func bodiesThatArePutWhileTheyAreCollectedAreWholeOrNotThere() async throws {
        try await TemporaryFolder.run { folder in
            let store = try SQLiteJobStore(SQLiteStoreOptions(folder: folder, inlineBodyByteCountMax: 10))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<2 {
                    group.addTask { for _ in 0..<30 { _ = try await Self.put(1...3, in: store) } }
                }
                group.addTask {
                    for _ in 0..<60 {
                        _ = try await store.collectBodies(keptBefore: StoredSamples.time(1), limit: 9)
                    }
                }
                try await group.waitForAll()
            }
            for body in try await Self.put(1...3, in: store) {
                let found = try await store.body(body.hash, offset: 0, byteCount: body.byteCount)
                #expect(ContentHash.sha256(found.bytes) == body.hash)
            }
            await store.close()
        }
    }

    /// Goal: a body that a job refers to is there, whenever the process dies. Method: a process of its own uploads,
    /// accepts, deletes and collects, notes what was acknowledged, and kills itself from another thread at a time of
    /// no choice.
    @Test(arguments: 1...4)
    func aBodyInUseSurvivesAProcessThatIsKilledWhileItCollects(round: Int) async throws {
        try await TemporaryFolder.run { folder in
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [folder = folder as String, round = round as Int] in
                let store = try SQLiteJobStore(
                    SQLiteStoreOptions(folder: folder, checkpointPageCount: 20, inlineBodyByteCountMax: 10))
                for number in 1... {
                    if number == 12 * round {
                        // A few rounds are under way before another thread gets to it.
                        DispatchQueue.global().async { kill(getpid(), SIGKILL) }
                    }
                    // Every second body is that of the job before: it is deleted and wanted again in turns.
                    let bodies = try await Self.put(number / 2...number / 2, in: store)
                    _ = try await store.commit([Self.acceptance(number, bodies[0])])
                    if number > 3 {
                        let old = StoredSamples.jobID(number - 3)
                        _ = try await store.commit([
                            StoreTransaction(writes: [
                                .updateJob(old, StoredSamples.progress(.completed)), .deleteJob(old),
                            ])
                        ])
                    }
                    _ = try await store.collectBodies(keptBefore: StoredSamples.time(1), limit: 9)
                }
            }
            let store = try SQLiteJobStore(SQLiteStoreOptions(folder: folder, inlineBodyByteCountMax: 10))
            let jobs = try await store.unfinishedJobs()
            #expect(!jobs.isEmpty)
            for job in jobs {
                let inputs = try #require(try await store.inputs(of: job.id))
                let reference = try #require(BodyReference(encoded: inputs.bytes))
                let found = try await store.body(reference.hash, offset: 0, byteCount: reference.byteCount)
                #expect(ContentHash.sha256(found.bytes) == reference.hash)
            }
            await store.close()
        }
    }

    private static func put(
        _ seeds: ClosedRange<Int>, in store: SQLiteJobStore
    ) async throws -> [BodyReference] {
        var references: [BodyReference] = []
        for seed in seeds {
            let bytes = StoredSamples.bytes(5000, seed: UInt64(seed))
            let reference = ContentHash.reference(to: bytes)
            _ = try await store.putBody(reference, offset: 0, chunk: bytes)
            references.append(reference)
        }
        return references
    }

    private static func acceptance(_ number: Int, _ inputs: BodyReference) -> StoreTransaction {
        let payload = StoredPayload(form: .reference, contentType: .json, bytes: inputs.encoded)
        return StoreTransaction(writes: [.insertJob(StoredSamples.job(number), inputs: payload)])
    }

    private static func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder)
    }
}

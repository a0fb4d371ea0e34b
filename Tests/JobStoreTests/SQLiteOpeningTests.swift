import Foundation
import GRDB
import JobStore
import RuntimeModel
import RuntimeTestKit
import RuntimeWire
import SQLiteJobStore
import Testing

@Suite struct SQLiteOpeningTests {
    @Test func theConnectionThatWritesSyncsInFull() async throws {
        try await TemporaryFolder.run { folder in
            let store = try SQLiteJobStore(SQLiteStoreOptions(folder: folder + "/store"))
            #expect(try await store.synchronousLevel() == 2)
            await store.close()
        }
    }

    @Test func aSecondOpenerIsRefusedUntilTheFirstHasClosed() async throws {
        try await TemporaryFolder.run { folder in
            let options = SQLiteStoreOptions(folder: folder + "/store")
            let first = try SQLiteJobStore(options)
            #expect { _ = try SQLiteJobStore(options) } throws: { ($0 as? RuntimeError)?.code == .storeInUse }
            await first.close()
            await (try SQLiteJobStore(options)).close()
        }
    }

    @Test func theFolderIsItsOwnersAlone() async throws {
        try await TemporaryFolder.run { folder in
            let path = folder + "/state/store"
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
            let store = try SQLiteJobStore(SQLiteStoreOptions(folder: path))
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o700)
            await store.close()
        }
    }

    @Test func aFolderThatCannotBeMadeIsNamed() async throws {
        try await TemporaryFolder.run { folder in
            try Data().write(to: URL(fileURLWithPath: folder + "/file"))
            let options = SQLiteStoreOptions(folder: folder + "/file/store")
            #expect { _ = try SQLiteJobStore(options) } throws: { error in
                (error as? RuntimeError)?.code == .storeFailed
                    && (error as? RuntimeError)?.context["path"] == options.folder
            }
        }
    }

    @Test func everythingIsThereAfterReopening() async throws {
        try await TemporaryFolder.run { folder in
            let options = SQLiteStoreOptions(folder: folder + "/store")
            let first = try SQLiteJobStore(options)
            try await SchemaSample.write(to: first)
            await first.close()
            let second = try SQLiteJobStore(options)
            for finding in try await SchemaSample.findings(in: second) {
                #expect(finding.isThere, "\(finding.part)")
            }
            await second.close()
        }
    }

    /// Each dump is what ``SchemaSample/write(to:)`` left in a store of that schema.
    @Test(arguments: ["schema_0001", "schema_0005"])
    func anOlderSchemaIsBroughtUpToDateWithItsRows(dump: String) async throws {
        try await TemporaryFolder.run { folder in
            let options = SQLiteStoreOptions(folder: folder)
            try await Self.restore(dump, in: folder)
            let store = try SQLiteJobStore(options)
            for finding in try await SchemaSample.findings(in: store) {
                #expect(finding.isThere, "\(finding.part)")
            }
            // Not only read: the next job and the next event fit as well.
            _ = try await store.commit([
                StoredSamples.acceptance(StoredSamples.job(3)),
                StoreTransaction(writes: [.appendEvents(StoredSamples.events(1, 6...6))]),
            ])
            await store.close()
        }
    }

    @Test func whatAProcessToldInAnOlderStoreIsFound() async throws {
        try await TemporaryFolder.run { folder in
            let id = StoredSamples.jobID(1)
            let name = withUnsafeBytes(of: (id.high.bigEndian, id.low.bigEndian)) { Data($0) }
            let told = EventRecord(
                job: id, sequence: 6, attempt: 2, kind: .metric, contentType: .json,
                time: StoredSamples.time(12), body: Array("{}".utf8))
            let block = try #require(EventBlock.blocks([told], byteCountMax: 1000).first)
            try await Self.restore("schema_0001", in: folder) {
                try $0.execute(
                    sql: """
                        INSERT INTO event_block (job, first_sequence, last_sequence, bytes)
                            SELECT row, 6, 6, ? FROM job WHERE id = ?
                        """,
                    arguments: [Data(block.bytes), name])
            }
            let store = try SQLiteJobStore(SQLiteStoreOptions(folder: folder))
            #expect(try await store.job(id)?.progress.metricSequence == 6)
            #expect(try await store.job(StoredSamples.jobID(2))?.progress.metricSequence == nil)
            await store.close()
        }
    }

    /// Puts the dump of an older store into a folder.
    private static func restore(
        _ dump: String, in folder: String, change: @escaping @Sendable (Database) throws -> Void = { _ in }
    ) async throws {
        let url = try #require(
            Bundle.module.url(forResource: dump, withExtension: "sql", subdirectory: "Fixtures"))
        let old = try DatabaseQueue(path: folder + "/store.db")
        // The dump brings its own transaction.
        let sql = try String(contentsOf: url, encoding: .utf8)
        try await old.writeWithoutTransaction {
            try $0.execute(sql: sql)
            try change($0)
        }
        try old.close()
    }

    /// That dump has a session more, and a body that an ended job refers to.
    @Test func bodiesOfAnOlderSchemaCountFromTheirLastUseOnAndUnusedOnesForNobody() async throws {
        try await TemporaryFolder.run { folder in
            try await Self.restore("schema_0005", in: folder)
            let store = try SQLiteJobStore(SQLiteStoreOptions(folder: folder))
            #expect(try await store.unusedByteCount() == 0)
            let before = try await store.storedByteCounts()[AccountID("ada")] ?? 0
            _ = try await store.commit([StoreTransaction(writes: [.deleteJob(StoredSamples.jobID(2))])])
            #expect(try await store.unusedByteCount() == 4)
            #expect(try await store.storedByteCounts()[AccountID("ada")] ?? 0 <= before)
            // The one that nothing referred to goes as well.
            #expect(
                try await store.collectBodies(keptBefore: Timestamp(microseconds: 1 << 60), limit: 9) == 2)
            #expect(try await store.unusedByteCount() == 0)
            let session = try await store.session(SessionID("session-1"))
            #expect(session?.endedAt == StoredSamples.time(9))
            #expect(try await store.forgetSessions(endedBefore: StoredSamples.time(10), limit: 9) == 1)
            await store.close()
        }
    }

    @Test func aStoreOfANewerVersionIsRefused() async throws {
        try await TemporaryFolder.run { folder in
            let options = SQLiteStoreOptions(folder: folder)
            await (try SQLiteJobStore(options)).close()
            let newer = try DatabaseQueue(path: folder + "/store.db")
            try await newer.write {
                try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('9999_of_tomorrow')")
            }
            try newer.close()
            #expect { _ = try SQLiteJobStore(options) } throws: {
                ($0 as? RuntimeError)?.code == .storeFailed
            }
        }
    }
}

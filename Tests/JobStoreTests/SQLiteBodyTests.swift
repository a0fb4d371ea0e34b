import ContentHashing
import Foundation
import JobStore
import RuntimeModel
import RuntimeTestKit
import SQLiteJobStore
import Testing

@Suite struct SQLiteBodyTests {
    @Test func onlyLongBodiesAreFilesNamedByTheirHash() async throws {
        try await TemporaryFolder.run { folder in
            let store = try SQLiteJobStore(SQLiteStoreOptions(folder: folder, inlineBodyByteCountMax: 1000))
            var long: BodyReference?
            for byteCount in [999, 1000, 1001] {
                let bytes = StoredSamples.bytes(byteCount)
                long = ContentHash.reference(to: bytes)
                _ = try await store.putBody(ContentHash.reference(to: bytes), offset: 0, chunk: bytes)
            }
            #expect(try Self.names(folder + "/bodies") == [try #require(long).hashText])
            #expect(try Self.names(folder + "/staging") == [])
            await store.close()
            #expect(
                try await StoreReader.rows(of: folder, "SELECT COUNT(*) FROM body WHERE bytes IS NULL") == [
                    [1]
                ])
        }
    }

    @Test func chunksOfADeadProcessAreRemovedWhenTheStoreOpens() async throws {
        try await TemporaryFolder.run { folder in
            try FileManager.default.createDirectory(
                atPath: folder + "/staging", withIntermediateDirectories: true)
            try Data([1, 2, 3]).write(to: URL(fileURLWithPath: folder + "/staging/1"))
            let store = try SQLiteJobStore(SQLiteStoreOptions(folder: folder))
            #expect(try Self.names(folder + "/staging") == [])
            await store.close()
        }
    }

    @Test func aLongBodyWithAWrongChunkLeavesNoFile() async throws {
        try await TemporaryFolder.run { folder in
            let store = try SQLiteJobStore(SQLiteStoreOptions(folder: folder, inlineBodyByteCountMax: 10))
            let bytes = StoredSamples.bytes(100)
            let reference = ContentHash.reference(to: bytes)
            _ = try await store.putBody(reference, offset: 0, chunk: Array(bytes.prefix(50)))
            #expect(try Self.names(folder + "/staging").count == 1)
            let wrong = [UInt8](repeating: 0, count: 50)
            await #expect { _ = try await store.putBody(reference, offset: 50, chunk: wrong) } throws: {
                ($0 as? RuntimeError)?.code == .bodyCorrupt
            }
            #expect(try Self.names(folder + "/staging") == [])
            #expect(try Self.names(folder + "/bodies") == [])
            await store.close()
        }
    }

    @Test func shortBodiesAreGatheredInFilesWhereMemoryHasNoRoom() async throws {
        try await TemporaryFolder.run { folder in
            let store = try SQLiteJobStore(
                SQLiteStoreOptions(folder: folder, uploadMemoryByteCountMax: 250))
            let bodies = (1...3).map { StoredSamples.bytes(100, seed: $0) }
            for body in bodies {
                _ = try await store.putBody(
                    ContentHash.reference(to: body), offset: 0, chunk: Array(body.prefix(50)))
            }
            #expect(try Self.names(folder + "/staging").count == 1)
            for body in bodies {
                let reference = ContentHash.reference(to: body)
                let count = try await store.putBody(reference, offset: 50, chunk: Array(body.dropFirst(50)))
                #expect(count == 100)
                #expect(try await store.body(reference.hash, offset: 0, byteCount: 100).bytes == body)
            }
            #expect(try Self.names(folder + "/staging") == [])
            // Memory is free again.
            let last = StoredSamples.bytes(100, seed: 4)
            _ = try await store.putBody(ContentHash.reference(to: last), offset: 0, chunk: [last[0]])
            #expect(try Self.names(folder + "/staging") == [])
            await store.close()
        }
    }

    @Test func aBodyOverTheLimitIsRefusedWithItsFirstChunk() async throws {
        try await TemporaryFolder.run { folder in
            let store = try SQLiteJobStore(SQLiteStoreOptions(folder: folder, bodyByteCountMax: 99))
            let bytes = StoredSamples.bytes(100)
            await #expect {
                _ = try await store.putBody(ContentHash.reference(to: bytes), offset: 0, chunk: [bytes[0]])
            } throws: { ($0 as? RuntimeError)?.code == .payloadTooLarge }
            await store.close()
        }
    }

    @Test func aFileThatWasCutIsAFailureOfTheStoreNotAShortBody() async throws {
        try await TemporaryFolder.run { folder in
            let store = try SQLiteJobStore(SQLiteStoreOptions(folder: folder, inlineBodyByteCountMax: 10))
            let bytes = StoredSamples.bytes(100)
            let reference = ContentHash.reference(to: bytes)
            _ = try await store.putBody(reference, offset: 0, chunk: bytes)
            try Data(bytes.prefix(60)).write(
                to: URL(fileURLWithPath: folder + "/bodies/" + reference.hashText))
            await #expect { _ = try await store.body(reference.hash, offset: 0, byteCount: 100) } throws: {
                ($0 as? RuntimeError)?.code == .storeFailed
            }
            await store.close()
        }
    }

    private static func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder)
    }
}

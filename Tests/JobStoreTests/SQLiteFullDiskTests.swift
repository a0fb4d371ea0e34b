import ContentHashing
import Foundation
import JobStore
import RuntimeModel
import RuntimeTestKit
import SQLiteJobStore
import Testing

/// A disk without room, as a limit on the length of files: what is written over it is cut short and then refused, as
/// on a disk that fills up. Each in a process of its own, since the limit is the whole process's.
@Suite struct SQLiteFullDiskTests {
    @Test func aChunkThatTheDiskTakesOnlyInPartIsTakenOnceThereIsRoom() async throws {
        try await TemporaryFolder.run { folder in
            await #expect(processExitsWith: .success) { [folder = folder as String] in
                let store = try SQLiteJobStore(SQLiteStoreOptions(folder: folder, inlineBodyByteCountMax: 10))
                let bytes = StoredSamples.bytes(300_000)
                let reference = ContentHash.reference(to: bytes)
                func put(_ range: Range<Int>) async throws -> Int {
                    try await store.putBody(reference, offset: range.lowerBound, chunk: Array(bytes[range]))
                }
                #expect(try await put(0..<100_000) == 100_000)
                try await FileLimits.limited(to: 150_000) { () async throws in
                    for _ in 0..<2 {
                        await #expect { _ = try await put(100_000..<200_000) } throws: { Self.isFull($0) }
                    }
                }
                let staged = try FileManager.default.contentsOfDirectory(atPath: folder + "/staging")
                let attributes = try FileManager.default.attributesOfItem(
                    atPath: folder + "/staging/" + (try #require(staged.first)))
                // The disk did take a part of it.
                #expect(attributes[.size] as? Int == 150_000)
                #expect(try await put(100_000..<180_000) == 180_000)
                #expect(try await put(180_000..<300_000) == 300_000)
                let found = try await store.body(reference.hash, offset: 0, byteCount: bytes.count)
                #expect(found.bytes == bytes)
                await store.close()
            }
        }
    }

    @Test func aBatchWithoutRoomIsRefusedAndTheStoreGoesOnWhenThereIsSome() async throws {
        try await TemporaryFolder.run { folder in
            await #expect(processExitsWith: .success) { [folder = folder as String] in
                let store = try SQLiteJobStore(SQLiteStoreOptions(folder: folder))
                _ = try await store.commit([StoredSamples.acceptance(StoredSamples.job(1))])
                let length = try Self.logLength(folder)
                try await FileLimits.limited(to: length) { () async throws in
                    for number in 2...3 {
                        await #expect {
                            _ = try await store.commit([StoredSamples.acceptance(StoredSamples.job(number))])
                        } throws: {
                            Self.isFull($0)
                        }
                    }
                    #expect(try await store.unfinishedJobs().map(\.id) == [StoredSamples.jobID(1)])
                }
                _ = try await store.commit([StoredSamples.acceptance(StoredSamples.job(4))])
                let jobs = [StoredSamples.jobID(1), StoredSamples.jobID(4)]
                #expect(try await store.unfinishedJobs().map(\.id) == jobs)
                await store.close()
                let again = try SQLiteJobStore(SQLiteStoreOptions(folder: folder))
                #expect(try await again.unfinishedJobs().map(\.id) == jobs)
                await again.close()
            }
        }
    }

    @Test func aBodyWhoseRowHasNoRoomHasNoFileEitherAndIsTakenLater() async throws {
        try await TemporaryFolder.run { folder in
            await #expect(processExitsWith: .success) { [folder = folder as String] in
                let store = try SQLiteJobStore(SQLiteStoreOptions(folder: folder, inlineBodyByteCountMax: 10))
                let bytes = StoredSamples.bytes(5000)
                let reference = ContentHash.reference(to: bytes)
                let length = try Self.logLength(folder)
                try #require(length > bytes.count)
                let account = AccountID("ada")
                try await FileLimits.limited(to: length) { () async throws in
                    await #expect {
                        _ = try await store.putBody(reference, offset: 0, chunk: bytes)
                    } throws: {
                        Self.isFull($0)
                    }
                    #expect(await store.holdsUpload(reference, of: account))
                    #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/bodies") == [])
                    #expect(try await store.storedByteCounts()[account] ?? 0 == 0)
                }
                #expect(try await store.putBody(reference, offset: 0, chunk: Array(bytes.prefix(9))) == 5000)
                #expect(try await store.body(reference.hash, offset: 0, byteCount: 5000).bytes == bytes)
                #expect(try await store.storedByteCounts()[account] == 5000)
                await store.close()
            }
        }
    }

    @Test func anUploadThatNoFileCanBeOpenedForIsToComeLater() async throws {
        try await TemporaryFolder.run { folder in
            await #expect(processExitsWith: .success) { [folder = folder as String] in
                let store = try SQLiteJobStore(SQLiteStoreOptions(folder: folder, inlineBodyByteCountMax: 10))
                let bytes = StoredSamples.bytes(100)
                let reference = ContentHash.reference(to: bytes)
                // All connections for reading are open from here on: one more would need a file.
                for _ in 0..<20 {
                    async let one = store.storedByteCounts()
                    async let two = store.storedByteCounts()
                    async let three = store.storedByteCounts()
                    async let four = store.storedByteCounts()
                    _ = try await (one, two, three, four)
                }
                try await FileLimits.withNoMoreOpen { () async throws in
                    await #expect {
                        _ = try await store.putBody(reference, offset: 0, chunk: bytes)
                    } throws: {
                        ($0 as? RuntimeError)?.code == .queueFull
                    }
                }
                #expect(try await store.putBody(reference, offset: 0, chunk: bytes) == 100)
                await store.close()
            }
        }
    }

    private static func isFull(_ error: any Error) -> Bool { (error as? RuntimeError)?.code == .storeFull }

    /// Bytes of the write-ahead log: to be committed, something has to be added to it.
    private static func logLength(_ folder: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/store.db-wal")
        return try #require(attributes[.size] as? Int)
    }
}

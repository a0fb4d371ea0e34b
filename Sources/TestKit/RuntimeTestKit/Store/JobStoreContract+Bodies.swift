import ContentHashing
import JobStore
import RuntimeModel

extension JobStoreContract {
    static let bodies: [Self] = [
        Self("A body put in chunks is read back in any part") { store in
            for byteCount in [0, 1, 1000, 3 << 20] {
                let bytes = StoredSamples.bytes(byteCount)
                let reference = try await Self.put(bytes, chunkByteCount: max(1, byteCount / 3), store)
                let whole = try await store.body(reference.hash, offset: 0, byteCount: byteCount + 1)
                try demand(whole.bytes == bytes && whole.total == byteCount)
                let part = try await store.body(reference.hash, offset: byteCount / 2, byteCount: 7)
                try demand(part.bytes, is: Array(bytes.dropFirst(byteCount / 2).prefix(7)))
                let beyond = try await store.body(reference.hash, offset: byteCount + 5, byteCount: 7)
                try demand(beyond.bytes, is: [])
            }
        },
        Self("A body that is there already is done at once") { store in
            let bytes = StoredSamples.bytes(100)
            let reference = try await Self.put(bytes, chunkByteCount: 100, store)
            let count = try await store.putBody(reference, offset: 0, chunk: Array(bytes.prefix(10)))
            try demand(count, is: 100)
        },
        Self("A body is there only with its last chunk") { store in
            let bytes = StoredSamples.bytes(100)
            let reference = ContentHash.reference(to: bytes)
            let count = try await store.putBody(reference, offset: 0, chunk: Array(bytes.prefix(60)))
            try demand(count, is: 60)
            try await Self.demandError(.bodyNotFound) { () throws(RuntimeError) in
                _ = try await store.body(reference.hash, offset: 0, byteCount: 10)
            }
        },
        Self("Bytes without the announced hash are refused, and the body can be put again") { store in
            for byteCount in [100, 2 << 20] {
                let bytes = StoredSamples.bytes(byteCount, seed: 3)
                let reference = ContentHash.reference(to: bytes)
                var wrong = bytes
                wrong[byteCount - 1] ^= 1
                _ = try await store.putBody(reference, offset: 0, chunk: Array(wrong.prefix(50)))
                try await Self.demandError(.bodyCorrupt) { () throws(RuntimeError) in
                    _ = try await store.putBody(reference, offset: 50, chunk: Array(wrong.dropFirst(50)))
                }
                try demand(try await Self.put(bytes, chunkByteCount: byteCount / 2, store), is: reference)
            }
        },
        Self("A chunk that does not follow the last one is refused, and what is there stays", Self.order),
        Self("Accounts upload the same body beside each other, and a lost upload is told", Self.uploads),
        Self("A repeated chunk is answered with what is there") { store in
            let bytes = StoredSamples.bytes(100, seed: 5)
            let reference = ContentHash.reference(to: bytes)
            for _ in 0..<2 {
                let first = try await store.putBody(reference, offset: 0, chunk: Array(bytes.prefix(40)))
                try demand(first, is: 40)
            }
            _ = try await store.putBody(reference, offset: 40, chunk: Array(bytes[40..<70]))
            let again = try await store.putBody(reference, offset: 0, chunk: Array(bytes.prefix(40)))
            try demand(again, is: 70)
            let whole = try await store.putBody(reference, offset: 70, chunk: Array(bytes[70...]))
            try demand(whole, is: 100)
        },
        Self("Two clients put the same body at the same time, in chunks of different length") { store in
            for byteCount in [100, 2 << 20] {
                let bytes = StoredSamples.bytes(byteCount, seed: 6)
                let reference = ContentHash.reference(to: bytes)
                let chunkByteCounts = [byteCount * 3 / 10, byteCount * 4 / 10]
                var offsets = [0, 0]
                while let client = offsets.indices.min(by: { offsets[$0] < offsets[$1] }),
                    offsets[client] < byteCount
                {
                    let end = min(offsets[client] + chunkByteCounts[client], byteCount)
                    let chunk = Array(bytes[offsets[client]..<end])
                    let count = try await store.putBody(reference, offset: offsets[client], chunk: chunk)
                    try demand(count >= end)
                    offsets[client] = end
                }
                let found = try await store.body(reference.hash, offset: 0, byteCount: byteCount)
                try demand(found.bytes == bytes && found.total == byteCount)
            }
        },
        Self("Two bodies are gathered at the same time") { store in
            let pair = [7, 8].map { StoredSamples.bytes(80, seed: UInt64($0)) }
            for offset in [0, 40] {
                for bytes in pair {
                    let chunk = Array(bytes[offset..<offset + 40])
                    _ = try await store.putBody(
                        ContentHash.reference(to: bytes), offset: offset, chunk: chunk)
                }
            }
            for bytes in pair {
                let found = try await store.body(ContentHash.sha256(bytes), offset: 0, byteCount: 80)
                try demand(found.bytes, is: bytes)
            }
        },
    ]

    private static func put(
        _ bytes: [UInt8], chunkByteCount: Int, _ store: any JobStore
    ) async throws -> BodyReference {
        let reference = ContentHash.reference(to: bytes)
        var offset = 0
        repeat {
            let chunk = Array(bytes[offset..<min(bytes.count, offset + chunkByteCount)])
            let count = try await store.putBody(reference, offset: offset, chunk: chunk)
            offset += chunk.count
            try demand(count, is: offset)
        } while offset < bytes.count
        return reference
    }

    @Sendable private static func uploads(_ store: any JobStore) async throws {
        let (ada, bob) = (AccountID("ada"), AccountID("bob"))
        for byteCount in [100, 2 << 20] {
            let bytes = StoredSamples.bytes(byteCount, seed: 10)
            let reference = ContentHash.reference(to: bytes)
            let (first, rest) = (Array(bytes.prefix(60)), Array(bytes.dropFirst(60)))
            func put(_ chunk: [UInt8], _ account: AccountID, at offset: Int) async throws(RuntimeError) -> Int
            {
                try await store.putBody(
                    reference, of: account, offset: offset, chunk: chunk, at: StoredSamples.time(1))
            }
            for account in [ada, bob] { try demand(try await put(first, account, at: 0), is: 60) }
            // Other bytes, under the same name, are the trouble of who sends them.
            try demand(try await put([UInt8](repeating: 0, count: 30), bob, at: 0), is: 30)
            await store.forgetUpload(reference, of: bob)
            try demand(await store.holdsUpload(reference, of: ada))
            try demand(await !store.holdsUpload(reference, of: bob))
            try await Self.demandError(.uploadNotFound) { () throws(RuntimeError) in
                _ = try await put(rest, bob, at: 60)
            }
            try demand(await !store.holdsUpload(reference, of: bob))
            try demand(try await put(rest, ada, at: 60), is: byteCount)
            try demand(await !store.holdsUpload(reference, of: ada))
            // It is there for everybody now.
            try demand(try await put(first, bob, at: 0), is: byteCount)
        }
    }

    @Sendable private static func order(_ store: any JobStore) async throws {
        let bytes = StoredSamples.bytes(100, seed: 4)
        let reference = ContentHash.reference(to: bytes)
        let bad: [(offset: Int, chunk: [UInt8])] = [
            (-1, [1]), (95, Array(repeating: 0, count: 6)), (.max, [1, 2]),
        ]
        for (offset, chunk) in bad {
            try await Self.demandError(.bodyCorrupt) { () throws(RuntimeError) in
                _ = try await store.putBody(reference, offset: offset, chunk: chunk)
            }
        }
        _ = try await store.putBody(reference, offset: 0, chunk: Array(bytes.prefix(50)))
        try await Self.demandError(.bodyCorrupt) { () throws(RuntimeError) in
            _ = try await store.putBody(reference, offset: 60, chunk: Array(bytes[60..<70]))
        }
        // Who begins again is told how much is there.
        let again = try await store.putBody(reference, offset: 0, chunk: Array(bytes.prefix(10)))
        try demand(again, is: 50)
        let whole = try await store.putBody(reference, offset: 50, chunk: Array(bytes.dropFirst(50)))
        try demand(whole, is: 100)
    }
}

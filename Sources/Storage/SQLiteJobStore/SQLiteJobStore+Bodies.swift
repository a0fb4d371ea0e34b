package import RuntimeModel

extension SQLiteJobStore {
    package func putBody(
        _ reference: BodyReference, offset: Int, chunk: [UInt8]
    ) async throws(RuntimeError) -> Int {
        guard reference.byteCount <= self.options.bodyByteCountMax else {
            throw RuntimeError(
                .payloadTooLarge, "The body is longer than bodies may be.",
                context: ["bytes": "\(reference.byteCount)", "limit": "\(self.options.bodyByteCountMax)"])
        }
        let stored = try await self.connections.read { try BodyRows.byteCount(reference.hash, $0) }
        if let stored {
            guard stored == reference.byteCount else {
                throw RuntimeError(
                    .bodyCorrupt, "The bytes of this hash have another length.",
                    context: ["body": reference.hashText])
            }
            return stored
        }
        switch try await self.staging.put(reference, offset: offset, chunk: chunk) {
        case .partial(let byteCount): return byteCount
        case .whole(let bytes):
            try await self.connections.write { try BodyRows.insert(reference, bytes: bytes, $0) }
            return reference.byteCount
        }
    }

    package func body(
        _ hash: [UInt8], offset: Int, byteCount: Int
    ) async throws(RuntimeError) -> (bytes: [UInt8], total: Int) {
        let path = self.folder.bodyPath(hash)
        return try await self.connections.read { database in
            guard let total = try BodyRows.byteCount(hash, database) else {
                throw RuntimeError(
                    .bodyNotFound, "No such body is stored; upload it again.",
                    context: ["body": BodyReference.text(of: hash)])
            }
            // The range comes from a client: what lies outside of the body is not there, not wrong.
            let offset = min(max(0, offset), total)
            let byteCount = min(max(0, byteCount), total - offset)
            if let bytes = try BodyRows.part(hash, offset: offset, byteCount: byteCount, database) {
                return (bytes, total)
            }
            let bytes = try StoreFile.read(path, at: offset, byteCount: byteCount)
            guard bytes.count == byteCount else {
                throw RuntimeError.corruptStore("A stored body is cut short.")
            }
            return (bytes, total)
        }
    }
}

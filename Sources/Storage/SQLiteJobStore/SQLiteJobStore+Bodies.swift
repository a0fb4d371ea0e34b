import Foundation
package import RuntimeModel

// 1. A long body becomes durable in this order: its bytes are synced, the file is named, the name is synced, and its
//    row is committed. It is collected in the opposite one: the row is deleted, and then the file.
// 2. Naming a file and taking a name away both happen on the connection that writes, each with a look at the row: so
//    a body that is put again while it is collected keeps its file.
// 3. A process that dies between two of these steps leaves a file without a row at worst, which the next opening of
//    the store removes; never a row without its file.
extension SQLiteJobStore {
    package func putBody(
        _ reference: BodyReference, offset: Int, chunk: [UInt8], at time: Timestamp
    ) async throws(RuntimeError) -> Int {
        guard reference.byteCount <= self.options.bodyByteCountMax else {
            throw .payloadTooLarge(
                reference.byteCount, limit: self.options.bodyByteCountMax, named: "body_byte_count_max")
        }
        guard (0...reference.byteCount).contains(offset), chunk.count <= reference.byteCount - offset else {
            throw StagedUpload.corrupt("The chunk reaches over the end of the body.", reference)
        }
        if offset == 0 || !self.staging.holds(reference) {
            if let stored = try await self.keepBody(reference.hash, at: time) {
                guard stored == reference.byteCount else {
                    throw StagedUpload.corrupt("The bytes of this hash have another length.", reference)
                }
                return stored
            }
        }
        let upload = try self.staging.upload(for: reference, at: offset)
        switch try await upload.take(chunk, at: offset) {
        case .partial(let byteCount): return byteCount
        case .wrong:
            self.staging.remove(upload)
            throw StagedUpload.corrupt("The bytes do not have the announced hash.", reference)
        case .whole(let bytes):
            let (path, folder) = (self.folder.bodyPath(reference.hash), self.folder.bodiesPath)
            try await self.connections.write { database in
                if bytes == nil { try upload.publish(as: path, in: folder) }
                try BodyRows.insert(reference, bytes: bytes, at: time, database)
            }
            self.staging.remove(upload)
            return reference.byteCount
        }
    }

    package func keepBody(_ hash: [UInt8], at time: Timestamp) async throws(RuntimeError) -> Int? {
        let found = try await self.connections.read { try BodyRows.find(hash, $0) }
        // Most bodies are asked for in the minute in which they came: that is soon enough.
        guard let found, found.keptAt.microseconds &+ 60_000_000 < time.microseconds else {
            return found?.byteCount
        }
        return try await self.connections.write { try BodyRows.keep(hash, at: time, $0) }
    }

    package func body(
        _ hash: [UInt8], offset: Int, byteCount: Int
    ) async throws(RuntimeError) -> (bytes: [UInt8], total: Int) {
        let path = self.folder.bodyPath(hash)
        return try await self.connections.read { database in
            guard let total = try BodyRows.find(hash, database)?.byteCount else { throw Self.noBody(hash) }
            // The range comes from a client: what lies outside of the body is not there, not wrong.
            let offset = min(max(0, offset), total)
            let byteCount = min(max(0, byteCount), total - offset)
            if let bytes = try BodyRows.part(hash, offset: offset, byteCount: byteCount, database) {
                return (bytes, total)
            }
            // Collected since this snapshot of the rows was taken.
            if access(path, F_OK) != 0, errno == ENOENT { throw Self.noBody(hash) }
            let bytes = try StoreFile.read(path, at: offset, byteCount: byteCount)
            guard bytes.count == byteCount else {
                throw RuntimeError.corruptStore("A stored body is cut short.")
            }
            return (bytes, total)
        }
    }

    private static func noBody(_ hash: [UInt8]) -> RuntimeError {
        RuntimeError(
            .bodyNotFound, "No such body is stored; upload it again.",
            context: ["body": BodyReference.text(of: hash)])
    }
}

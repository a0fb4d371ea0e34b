import Foundation
package import JobStore
package import RuntimeModel

// 1. A long body becomes durable in this order: its bytes are synced, the file is named, the name is synced, and its
//    row is committed. It is collected in the opposite one: the row is deleted, and then the file. A row that cannot be
//    committed for lack of room takes the name away again.
// 2. Naming a file and taking a name away both happen on the connection that writes, each with a look at the row: so
//    a body that is put again while it is collected keeps its file.
// 3. A process that dies between two of these steps leaves a file without a row at worst, which the next opening of
//    the store removes; never a row without its file.
extension SQLiteJobStore {
    package func putBody(
        _ reference: BodyReference, of account: AccountID, offset: Int, chunk: [UInt8], at time: Timestamp
    ) async throws(RuntimeError) -> Int {
        guard reference.byteCount <= self.options.bodyByteCountMax else {
            throw .payloadTooLarge(
                reference.byteCount, limit: self.options.bodyByteCountMax, named: "body_byte_count_max")
        }
        guard (0...reference.byteCount).contains(offset), chunk.count <= reference.byteCount - offset else {
            throw StagedUpload.corrupt("The chunk reaches over the end of the body.", reference)
        }
        let key = UploadKey(reference, of: account)
        if offset == 0 || !self.staging.holds(key) {
            if let stored = try await self.keepBody(reference.hash, at: time)?.byteCount {
                guard stored == reference.byteCount else {
                    throw StagedUpload.corrupt("The bytes of this hash have another length.", reference)
                }
                // Somebody else's is there now: what this account had begun is not needed any more.
                self.staging.remove(key)
                return stored
            }
        }
        let upload = try self.staging.upload(key, at: offset)
        switch try await upload.take(chunk, at: offset) {
        case .partial(let byteCount): return byteCount
        case .wrong:
            self.staging.remove(upload)
            throw StagedUpload.corrupt("The bytes do not have the announced hash.", reference)
        case .whole(let bytes):
            try await self.makeDurable(upload, bytes: bytes, at: time)
            self.staging.remove(upload)
            return reference.byteCount
        }
    }

    private func makeDurable(
        _ upload: StagedUpload, bytes: [UInt8]?, at time: Timestamp
    ) async throws(RuntimeError) {
        let key = upload.key
        let (path, folder) = (self.folder.bodyPath(key.reference.hash), self.folder.bodiesPath)
        do throws(RuntimeError) {
            try await self.connections.write { database in
                let isNew = try BodyRows.insert(
                    key.reference, bytes: bytes, for: key.account, at: time, database)
                if isNew, bytes == nil { try upload.publish(as: path, in: folder) }
            }
        } catch {
            // Without a row the file is to have no name; unless somebody else's upload of the same bytes gave it one.
            try await self.connections.onWriter { database in
                if try BodyRows.find(key.reference.hash, database) == nil { try upload.withdraw(from: path) }
            }
            throw error
        }
    }

    package func holdsUpload(_ reference: BodyReference, of account: AccountID) async -> Bool {
        self.staging.holds(UploadKey(reference, of: account))
    }

    package func forgetUpload(_ reference: BodyReference, of account: AccountID) async {
        self.staging.remove(UploadKey(reference, of: account))
    }

    package func keepBody(_ hash: [UInt8], at time: Timestamp) async throws(RuntimeError) -> KeptBody? {
        let found = try await self.connections.read { try BodyRows.find(hash, $0) }
        // Most bodies are asked for in the minute in which they came: that is soon enough.
        guard let found, found.keptAt.microseconds &+ 60_000_000 < time.microseconds else {
            return found?.body
        }
        return try await self.connections.write { try BodyRows.keep(hash, at: time, $0) }
    }

    package func body(
        _ hash: [UInt8], offset: Int, byteCount: Int
    ) async throws(RuntimeError) -> (bytes: [UInt8], total: Int) {
        let path = self.folder.bodyPath(hash)
        return try await self.connections.read { database in
            guard let total = try BodyRows.find(hash, database)?.body.byteCount else {
                throw Self.noBody(hash)
            }
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

import Foundation
package import JobStore
package import RuntimeModel

extension SQLiteJobStore {
    package func endedJobs(before time: Timestamp?, limit: Int) async throws(RuntimeError) -> [EndedJob] {
        try await self.connections.read { try JobRows.ended(before: time, limit: limit, $0) }
    }

    package func collectBodies(keptBefore time: Timestamp, limit: Int) async throws(RuntimeError) -> Int {
        let candidates = try await self.connections.read {
            try BodyRows.unused(keptBefore: time, limit: limit, $0)
        }
        guard !candidates.isEmpty else { return 0 }
        let deleted = try await self.connections.write { database in
            try candidates.filter { try BodyRows.deleteIfUnused($0, keptBefore: time, database) }
        }
        let folder = self.folder
        let staging = self.staging
        let removed = try await self.connections.onWriter { database in
            try deleted.compactMap { hash -> String? in
                // Put again meanwhile: the file is that of the new row.
                guard try BodyRows.find(hash, database) == nil else { return nil }
                let path = staging.unusedPath()
                return rename(folder.bodyPath(hash), path) == 0 ? path : nil
            }
        }
        // Giving back the blocks of a long file takes its time; no commit waits for that.
        for path in removed { unlink(path) }
        return deleted.count
    }

    package func forgetClaims(before time: Timestamp, limit: Int) async throws(RuntimeError) -> Int {
        try await self.connections.write { try AccountRows.forgetClaims(before: time, limit: limit, $0) }
    }

    package func forgetSessions(endedBefore time: Timestamp, limit: Int) async throws(RuntimeError) -> Int {
        let due = try await self.connections.read {
            try SessionRows.withoutJobs(endedBefore: time, limit: limit, $0)
        }
        guard !due.isEmpty else { return 0 }
        // Sessions that have ended take no jobs any more: what was found still holds.
        try await self.connections.write { database in
            for row in due { try SessionRows.delete(row, database) }
        }
        return due.count
    }

    /// Removes the files of bodies whose rows are not there: what a process that died left behind.
    func removeStrayBodies() throws(RuntimeError) {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: self.folder.bodiesPath)
        } catch {
            throw RuntimeError(
                .storeFailed, "The bodies of the store cannot be listed.",
                context: ["path": self.folder.bodiesPath], cause: error)
        }
        guard !names.isEmpty else { return }
        let stray = try self.connections.writeInline { database in
            try names.filter { name in
                guard let hash = BodyReference.hash(ofText: name) else { return false }
                return try BodyRows.find(hash, database) == nil
            }
        }
        for name in stray { unlink(self.folder.bodiesPath + "/" + name) }
    }
}

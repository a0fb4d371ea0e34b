import GRDB

/// Looks into the database of a store that is closed.
enum StoreReader {
    static func rows(of folder: String, _ sql: String) async throws -> [[Int]] {
        let queue = try DatabaseQueue(path: folder + "/store.db")
        let rows = try await queue.read { database in
            try Row.fetchAll(database, sql: sql).map { row in (0..<row.count).map { row[$0] as Int } }
        }
        try queue.close()
        return rows
    }

    static func execute(on folder: String, _ sql: String) async throws {
        let queue = try DatabaseQueue(path: folder + "/store.db")
        try await queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }
}

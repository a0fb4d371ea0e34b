import Foundation
import GRDB
import RuntimeModel

/// Statements on stored bodies.
enum BodyRows {
    /// Adds a body; one that is there already stays.
    ///
    /// - Parameter bytes: `nil` when they are in a file.
    static func insert(_ reference: BodyReference, bytes: [UInt8]?, _ database: Database) throws {
        try database.run(
            "INSERT OR IGNORE INTO body (hash, byte_count, bytes) VALUES (?, ?, ?)",
            [reference.hash, reference.byteCount, bytes])
    }

    static func byteCount(_ hash: [UInt8], _ database: Database) throws -> Int? {
        try database.firstRow("SELECT byte_count FROM body WHERE hash = ?", [Data(hash)]).map { $0[0] }
    }

    /// Up to `byteCount` bytes from `offset`; `nil` when they are in a file.
    static func part(_ hash: [UInt8], offset: Int, byteCount: Int, _ database: Database) throws -> [UInt8]? {
        let first = try database.firstRow(
            "SELECT COALESCE(substr(bytes, ?, ?), x'') FROM body WHERE hash = ? AND bytes IS NOT NULL",
            [offset + 1, byteCount, Data(hash)])
        return first.map { Array($0[0] as Data) }
    }
}

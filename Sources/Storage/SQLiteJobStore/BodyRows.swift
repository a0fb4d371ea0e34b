import Foundation
import GRDB
import RuntimeModel
import RuntimeWire

/// Statements on stored bodies, and on who refers to them: `body_use` names the jobs whose inputs or events do;
/// versions of programs name the body of their source themselves.
enum BodyRows {
    /// Adds a body; one that is there already stays.
    ///
    /// - Parameter bytes: `nil` when they are in a file.
    static func insert(
        _ reference: BodyReference, bytes: [UInt8]?, at time: Timestamp, _ database: Database
    ) throws {
        try database.run(
            "INSERT OR IGNORE INTO body (hash, byte_count, bytes, kept_at) VALUES (?, ?, ?, ?)",
            [reference.hash, reference.byteCount, bytes, time.stored])
    }

    static func find(
        _ hash: [UInt8], _ database: Database
    ) throws -> (byteCount: Int, keptAt: Timestamp)? {
        try database.firstRow("SELECT byte_count, kept_at FROM body WHERE hash = ?", [Data(hash)]).map {
            ($0[0], Timestamp(stored: $0[1]))
        }
    }

    /// Up to `byteCount` bytes from `offset`; `nil` when they are in a file.
    static func part(_ hash: [UInt8], offset: Int, byteCount: Int, _ database: Database) throws -> [UInt8]? {
        let first = try database.firstRow(
            "SELECT COALESCE(substr(bytes, ?, ?), x'') FROM body WHERE hash = ? AND bytes IS NOT NULL",
            [offset + 1, byteCount, Data(hash)])
        return first.map { Array($0[0] as Data) }
    }

    /// Notes that a body is wanted; returns its length if it is there.
    static func keep(_ hash: [UInt8], at time: Timestamp, _ database: Database) throws -> Int? {
        try database.run(
            "UPDATE body SET kept_at = MAX(kept_at, ?) WHERE hash = ?", [time.stored, hash])
        return try Self.find(hash, database)?.byteCount
    }

    // MARK: - Who refers to them

    static func use(_ hash: [UInt8], by job: Int64, _ database: Database) throws {
        try database.run("INSERT OR IGNORE INTO body_use (hash, job) VALUES (?, ?)", [hash, job])
    }

    /// Notes the bodies that events refer to.
    static func use(of events: [EventRecord], by job: Int64, _ database: Database) throws {
        for event in events where event.bodyForm == .reference {
            guard let reference = BodyReference(encoded: event.body) else { continue }
            try Self.use(reference.hash, by: job, database)
        }
    }

    private static let isUnused = """
        kept_at < ? AND NOT EXISTS (SELECT 1 FROM body_use WHERE body_use.hash = body.hash)
            AND NOT EXISTS (SELECT 1 FROM program_version WHERE source_form = 1 AND source_hash = body.hash)
        """

    /// Bodies that nothing refers to, and that were put or kept before `time`.
    static func unused(keptBefore time: Timestamp, limit: Int, _ database: Database) throws -> [[UInt8]] {
        let rows = try database.rows(
            "SELECT hash FROM body WHERE \(Self.isUnused) ORDER BY row LIMIT ?", [time.stored, limit])
        var hashes: [[UInt8]] = []
        while let row = try rows.next() { hashes.append(Array(row[0] as Data)) }
        return hashes
    }

    /// - Returns: whether the row was deleted.
    static func deleteIfUnused(
        _ hash: [UInt8], keptBefore time: Timestamp, _ database: Database
    ) throws -> Bool {
        try database.run(
            "DELETE FROM body WHERE hash = ? AND \(Self.isUnused)", [hash, time.stored])
        return database.changesCount > 0
    }
}

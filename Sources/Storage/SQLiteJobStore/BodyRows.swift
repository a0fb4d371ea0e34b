import Foundation
import GRDB
import JobStore
import RuntimeModel
import RuntimeWire

/// Statements on stored bodies, and on who refers to them: `body_use` names the jobs whose inputs or events do;
/// versions of programs name the body of their source themselves. `unused_body` has those to which nothing refers.
enum BodyRows {
    /// Adds a body, to which nothing refers unless somebody named it before it came; one that is there already stays.
    ///
    /// - Parameters:
    ///   - bytes: `nil` when they are in a file.
    ///   - account: for whom it counts while nothing refers to it.
    /// - Returns: whether it was not there.
    static func insert(
        _ reference: BodyReference, bytes: [UInt8]?, for account: AccountID, at time: Timestamp,
        _ database: Database
    ) throws -> Bool {
        try database.run(
            "INSERT OR IGNORE INTO body (hash, byte_count, bytes, kept_at) VALUES (?, ?, ?, ?)",
            [reference.hash, reference.byteCount, bytes, time.stored])
        guard database.changesCount > 0 else { return false }
        try database.run(
            """
            INSERT INTO unused_body (hash, account, byte_count) SELECT ?1, ?2, ?3
            WHERE NOT EXISTS (SELECT 1 FROM body_use WHERE hash = ?1)
                AND NOT EXISTS (SELECT 1 FROM program_version WHERE source_form = 1 AND source_hash = ?1)
            """,
            [reference.hash, account.rawValue, reference.byteCount])
        return true
    }

    static func find(_ hash: [UInt8], _ database: Database) throws -> (body: KeptBody, keptAt: Timestamp)? {
        let row = try database.firstRow(
            """
            SELECT byte_count, kept_at, (SELECT account FROM unused_body WHERE unused_body.hash = body.hash)
            FROM body WHERE hash = ?
            """, [Data(hash)])
        return row.map { row in
            let body = KeptBody(byteCount: row[0], unusedFor: (row[2] as String?).map { AccountID($0) })
            return (body, Timestamp(stored: row[1]))
        }
    }

    /// Up to `byteCount` bytes from `offset`; `nil` when they are in a file.
    static func part(_ hash: [UInt8], offset: Int, byteCount: Int, _ database: Database) throws -> [UInt8]? {
        let first = try database.firstRow(
            "SELECT COALESCE(substr(bytes, ?, ?), x'') FROM body WHERE hash = ? AND bytes IS NOT NULL",
            [offset + 1, byteCount, Data(hash)])
        return first.map { Array($0[0] as Data) }
    }

    /// Notes that a body is wanted; returns what there is of it.
    static func keep(_ hash: [UInt8], at time: Timestamp, _ database: Database) throws -> KeptBody? {
        try database.run(
            "UPDATE body SET kept_at = MAX(kept_at, ?) WHERE hash = ?", [time.stored, hash])
        return try Self.find(hash, database)?.body
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

    // MARK: - Those that nothing refers to

    /// Up to `limit` that were put or kept before `time`.
    static func unused(keptBefore time: Timestamp, limit: Int, _ database: Database) throws -> [[UInt8]] {
        // The few that are unused are looked up among all others, not the other way round.
        let rows = try database.rows(
            """
            SELECT body.hash FROM unused_body CROSS JOIN body ON body.hash = unused_body.hash
            WHERE kept_at < ? LIMIT ?
            """, [time.stored, limit])
        var hashes: [[UInt8]] = []
        while let row = try rows.next() { hashes.append(Array(row[0] as Data)) }
        return hashes
    }

    /// - Returns: whether the row was deleted.
    static func deleteIfUnused(
        _ hash: [UInt8], keptBefore time: Timestamp, _ database: Database
    ) throws -> Bool {
        try database.run(
            """
            DELETE FROM body WHERE hash = ?1 AND kept_at < ?2
                AND EXISTS (SELECT 1 FROM unused_body WHERE hash = ?1)
            """, [hash, time.stored])
        return database.changesCount > 0
    }

    static func unusedByteCount(_ database: Database) throws -> Int {
        Int(
            try database.firstNumber(
                "SELECT COALESCE(SUM(byte_count), 0) FROM unused_usage WHERE account <> ''", [])
                ?? 0)
    }
}

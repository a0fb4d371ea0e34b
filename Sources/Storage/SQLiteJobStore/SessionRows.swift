import Foundation
import GRDB
import JobStore
import RuntimeModel

/// Statements on sessions.
enum SessionRows {
    private static let columns =
        "id, owner, backend, time_to_live, idle_time_max, created_at, status, reason, ended_at"

    static func insert(_ session: StoredSession, _ database: Database) throws {
        try database.run(
            "INSERT INTO session (\(Self.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                session.id.rawValue, session.owner.rawValue, session.backend, session.timeToLive,
                session.idleTimeMax, session.createdAt.stored, session.status.rawValue, session.reason,
                session.endedAt?.stored,
            ])
    }

    /// Writes the end of a session that is open, or that one which has ended was cancelled.
    ///
    /// - Throws: `store.conflict` when it has ended so, or is not there.
    static func end(
        _ id: SessionID, as status: SessionStatus, reason: String, at time: Timestamp, _ database: Database
    ) throws {
        try database.run(
            """
            UPDATE session SET status = ?1, reason = ?2, ended_at = COALESCE(ended_at, ?3)
            WHERE id = ?4 AND (status = 'open' OR (?1 = 'cancelled' AND status <> 'cancelled'))
            """,
            [status.rawValue, reason, time.stored, id.rawValue])
        guard database.changesCount == 1 else {
            throw RuntimeError.conflict("The session has ended, or is not there.", ["session": id.rawValue])
        }
    }

    /// Row numbers of sessions that ended before a time and have no jobs, the first that ended first.
    static func withoutJobs(
        endedBefore time: Timestamp, limit: Int, _ database: Database
    ) throws -> [Int64] {
        let rows = try database.rows(
            """
            SELECT row FROM session WHERE ended_at < ? AND NOT EXISTS
                (SELECT 1 FROM job WHERE job.session_id = session.id) ORDER BY ended_at LIMIT ?
            """,
            [time.stored, limit])
        var found: [Int64] = []
        while let row = try rows.next() { found.append(row[0]) }
        return found
    }

    static func delete(_ row: Int64, _ database: Database) throws {
        try database.run("DELETE FROM session WHERE row = ?", [row])
    }

    static func one(_ id: SessionID, _ database: Database) throws -> StoredSession? {
        try database.firstRow("SELECT \(Self.columns) FROM session WHERE id = ?", [id.rawValue])
            .map(Self.session)
    }

    /// Newest first, and how many there are on all pages.
    static func page(
        _ filter: SessionFilter, _ database: Database
    ) throws -> (rows: [StoredSession], count: Int) {
        var terms: [String] = []
        var values: [(any DatabaseValueConvertible)?] = []
        if let owner = filter.owner {
            terms.append("owner = ?")
            values.append(owner.rawValue)
        }
        if let isOpen = filter.isOpen { terms.append("status \(isOpen ? "=" : "<>") 'open'") }
        let condition = terms.isEmpty ? "" : " WHERE " + terms.joined(separator: " AND ")
        let count = try database.firstRow("SELECT COUNT(*) FROM session\(condition)", values)?[0] as Int?
        let cursor = try database.rows(
            "SELECT \(Self.columns) FROM session\(condition) ORDER BY row DESC LIMIT ? OFFSET ?",
            values + [max(0, filter.limit), max(0, filter.offset)])
        var sessions: [StoredSession] = []
        while let row = try cursor.next() { sessions.append(try Self.session(row)) }
        return (sessions, count ?? 0)
    }

    private static func session(_ row: Row) throws -> StoredSession {
        guard let status = SessionStatus(rawValue: row[6]) else {
            throw RuntimeError.corruptStore("A stored session has an unknown status.")
        }
        return StoredSession(
            id: SessionID(row[0] as String), owner: AccountID(row[1]), backend: row[2], timeToLive: row[3],
            idleTimeMax: row[4], createdAt: Timestamp(stored: row[5]), status: status, reason: row[7],
            endedAt: (row[8] as Int64?).map { Timestamp(stored: $0) })
    }
}

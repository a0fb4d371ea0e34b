import GRDB
import JobStore
import RuntimeModel

/// Statements on the runs of jobs.
enum AttemptRows {
    /// Adds the attempt, or changes the one with the same key.
    static func put(_ attempt: StoredAttempt, _ database: Database) throws {
        try database.run(
            """
            INSERT INTO attempt (job, attempt, worker, incarnation, started_at, ended_at, ended_as)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (job, attempt) DO UPDATE SET
                worker = ?3, incarnation = ?4, started_at = ?5, ended_at = ?6, ended_as = ?7
            """,
            [
                try JobRows.row(of: attempt.key.job, database), attempt.key.attempt, attempt.worker.rawValue,
                attempt.incarnation, attempt.startedAt.stored, attempt.endedAt?.stored, attempt.end,
            ])
    }

    /// The first run first.
    static func all(of id: JobID, _ database: Database) throws -> [StoredAttempt] {
        let rows = try database.rows(
            """
            SELECT attempt, worker, incarnation, started_at, ended_at, ended_as FROM attempt
            WHERE job = (SELECT row FROM job WHERE id = ?) ORDER BY attempt
            """,
            [id.stored])
        var attempts: [StoredAttempt] = []
        while let row = try rows.next() {
            attempts.append(
                StoredAttempt(
                    key: AttemptKey(job: id, attempt: row[0]), worker: WorkerID(row[1]), incarnation: row[2],
                    startedAt: Timestamp(stored: row[3]),
                    endedAt: (row[4] as Int64?).map { Timestamp(stored: $0) },
                    end: row[5]))
        }
        return attempts
    }
}

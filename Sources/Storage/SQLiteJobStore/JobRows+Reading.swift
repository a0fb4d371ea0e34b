import Foundation
import GRDB
import JobStore
import RuntimeModel

extension JobRows {
    static let columns = """
        job.row, job.id, job.owner, job.program_id, job.program_version, job.backend, job.environment,
        job.max_execution_time, job.log_level, job.created_at, job.status, job.attempt, job.worker, job.incarnation,
        job.last_sequence, job.last_report, job.result_sequence, job.code, job.reason, job.started_at, job.ended_at,
        job.session_id, job.resumed_from, job.timeline_hash, job.canceller, job.cancelled_at, job.checkpoint_sequence,
        job.payloads_removed_at, job.metric_sequence, job.events_before, job.rerun_of
        """

    static func one(_ id: JobID, _ database: Database) throws -> StoredJob? {
        let first = try database.firstRow("SELECT \(Self.columns) FROM job WHERE id = ?", [id.stored])
        return try first.map { try Self.job($0, database) }
    }

    /// Those that have not ended, in the order of their acceptance.
    static func unfinished(_ database: Database) throws -> [StoredJob] {
        let rows = try database.rows("SELECT \(Self.columns) FROM job WHERE is_final = 0 ORDER BY row", [])
        var jobs: [StoredJob] = []
        while let row = try rows.next() { jobs.append(try Self.job(row, database)) }
        return jobs
    }

    static func inputs(of id: JobID, _ database: Database) throws -> StoredPayload? {
        let first = try database.firstRow(
            """
            SELECT form, content_type, bytes FROM job_inputs WHERE job = (SELECT row FROM job WHERE id = ?)
            """,
            [id.stored])
        return try first.map { try StoredPayload(form: $0[0], contentType: $0[1], bytes: $0[2]) }
    }

    /// Those that ended before a time and have their payloads still, the first that ended first.
    static func ended(before time: Timestamp?, limit: Int, _ database: Database) throws -> [EndedJob] {
        let rows = try database.rows(
            """
            SELECT id, stored_byte_count FROM job WHERE ended_at IS NOT NULL AND payloads_removed_at IS NULL AND is_final = 1
                AND ended_at < ? ORDER BY ended_at, row LIMIT ?
            """,
            [time?.stored ?? Int64.max, limit])
        var jobs: [EndedJob] = []
        while let row = try rows.next() {
            jobs.append(EndedJob(id: try JobID(stored: row[0]), storedByteCount: row[1]))
        }
        return jobs
    }

    /// The job in a row of ``columns``.
    static func job(_ row: Row, _ database: Database) throws -> StoredJob {
        StoredJob(
            id: try JobID(stored: row[1]), owner: AccountID(row[2]), programID: ProgramID(row[3]),
            programVersion: row[4], backend: row[5], environment: row[6], maxExecutionTime: row[7],
            logLevel: row[8],
            tags: try Self.tags(of: row[0], database), sessionID: (row[21] as String?).map { SessionID($0) },
            resumedFrom: try (row[22] as Data?).map { try JobID(stored: $0) },
            eventsBefore: UInt64(stored: row[29]),
            rerunOf: try (row[30] as Data?).map { try JobID(stored: $0) },
            createdAt: Timestamp(stored: row[9]),
            progress: try Self.progress(row),
            payloadsRemovedAt: (row[27] as Int64?).map { Timestamp(stored: $0) })
    }

    private static func progress(_ row: Row) throws -> JobProgress {
        guard let status = JobStatus(rawValue: row[10]) else {
            throw RuntimeError.corruptStore("A stored job has an unknown status.")
        }
        return JobProgress(
            status: status, attempt: row[11], worker: (row[12] as String?).map { WorkerID($0) },
            incarnation: row[13], lastSequence: UInt64(stored: row[14]), lastReport: UInt64(stored: row[15]),
            resultSequence: (row[16] as Int64?).map { UInt64(stored: $0) }, code: row[17], reason: row[18],
            startedAt: (row[19] as Int64?).map { Timestamp(stored: $0) },
            endedAt: (row[20] as Int64?).map { Timestamp(stored: $0) }, timelineHash: Array(row[23] as Data),
            canceller: (row[24] as String?).map { AccountID($0) },
            cancelledAt: (row[25] as Int64?).map { Timestamp(stored: $0) },
            checkpointSequence: (row[26] as Int64?).map { UInt64(stored: $0) },
            metricSequence: (row[28] as Int64?).map { UInt64(stored: $0) })
    }

    static func tags(of row: Int64, _ database: Database) throws -> [String] {
        let rows = try database.rows("SELECT tag FROM job_tag WHERE job = ? ORDER BY position", [row])
        var tags: [String] = []
        while let row = try rows.next() { tags.append(row[0]) }
        return tags
    }
}

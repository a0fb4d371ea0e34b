import Foundation
import GRDB
import JobStore
import RuntimeModel

/// Statements that change jobs.
enum JobRows {
    /// The row number of a job, by which everything that belongs to it is named.
    ///
    /// - Throws: `store.conflict` when there is no such job.
    static func row(of id: JobID, _ database: Database) throws -> Int64 {
        guard let row = try Self.find(id, database) else {
            throw RuntimeError.conflict("There is no such job.", ["job": "\(id)"])
        }
        return row
    }

    static func find(_ id: JobID, _ database: Database) throws -> Int64? {
        try database.firstNumber("SELECT row FROM job WHERE id = ?", [id.stored])
    }

    /// Adds a job without events: its last sequence is 0 until some are appended.
    static func insert(_ job: StoredJob, inputs: StoredPayload, _ database: Database) throws {
        let progress = job.progress
        try database.run(
            """
            INSERT INTO job (row, id, owner, program_id, program_version, backend, environment, max_execution_time,
                log_level, created_at, status, is_final, attempt, worker, incarnation, last_sequence, last_report,
                result_sequence, code, reason, started_at, ended_at, session_id, resumed_from, timeline_hash,
                canceller, cancelled_at, checkpoint_sequence, metric_sequence, events_before, stored_byte_count,
                rerun_of)
            VALUES ((SELECT MAX(last_deleted, COALESCE((SELECT MAX(row) FROM job), 0)) + 1 FROM job_number),
                ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                job.id.stored, job.owner.rawValue, job.programID.rawValue, job.programVersion, job.backend,
                job.environment, job.maxExecutionTime, job.logLevel, job.createdAt.stored,
                progress.status.rawValue,
                progress.status.isFinal, progress.attempt, progress.worker?.rawValue, progress.incarnation,
                progress.lastReport.stored, progress.resultSequence?.stored, progress.code, progress.reason,
                progress.startedAt?.stored, progress.endedAt?.stored, job.sessionID?.rawValue,
                job.resumedFrom?.stored, progress.timelineHash, progress.canceller?.rawValue,
                progress.cancelledAt?.stored, progress.checkpointSequence?.stored,
                progress.metricSequence?.stored,
                job.eventsBefore.stored, inputs.byteCount, job.rerunOf?.stored,
            ])
        let row = database.lastInsertedRowID
        try JobTotals.add(
            1, owner: job.owner.rawValue, programID: job.programID.rawValue, backend: job.backend, row: row,
            database)
        try database.run(
            "INSERT INTO job_inputs (job, form, content_type, bytes) VALUES (?, ?, ?, ?)",
            [row, Int(inputs.form.rawValue), Int(inputs.contentType.rawValue), inputs.bytes])
        if inputs.form == .reference, let reference = BodyReference(encoded: inputs.bytes) {
            try BodyRows.use(reference.hash, by: row, database)
        }
        try Self.insertTags(job.tags, row, owner: job.owner.rawValue, database)
    }

    /// Writes the part that changes, but for the last sequence, which is that of the last event.
    ///
    /// - Throws: `store.conflict` when the job has ended and the new status is another one.
    static func update(_ id: JobID, _ progress: JobProgress, _ database: Database) throws {
        try database.run(
            """
            UPDATE job SET status = ?2, is_final = ?3, attempt = ?4, worker = ?5, incarnation = ?6, last_report = ?7,
                result_sequence = ?8, code = ?9, reason = ?10, started_at = ?11, ended_at = ?12,
                timeline_hash = ?13, canceller = ?14, cancelled_at = ?15, checkpoint_sequence = ?16, metric_sequence = ?17
            WHERE id = ?1 AND (is_final = 0 OR status = ?2)
            """,
            [
                id.stored, progress.status.rawValue, progress.status.isFinal, progress.attempt,
                progress.worker?.rawValue, progress.incarnation, progress.lastReport.stored,
                progress.resultSequence?.stored, progress.code, progress.reason, progress.startedAt?.stored,
                progress.endedAt?.stored, progress.timelineHash, progress.canceller?.rawValue,
                progress.cancelledAt?.stored, progress.checkpointSequence?.stored,
                progress.metricSequence?.stored,
            ])
        guard database.changesCount == 1 else {
            throw RuntimeError.conflict(
                "The job has ended, or there is no such job.",
                ["job": "\(id)", "status": progress.status.rawValue])
        }
    }

    static func setTags(_ id: JobID, _ tags: [String], _ database: Database) throws {
        guard let found = try database.firstRow("SELECT row, owner FROM job WHERE id = ?", [id.stored]) else {
            throw RuntimeError.conflict("There is no such job.", ["job": "\(id)"])
        }
        let (row, owner): (Int64, String) = (found[0], found[1])
        try JobTotals.add(-1, tags: try Self.tags(of: row, database), owner: owner, database)
        try database.run("DELETE FROM job_tag WHERE job = ?", [row])
        try Self.insertTags(tags, row, owner: owner, database)
    }

    private static func insertTags(
        _ tags: [String], _ row: Int64, owner: String, _ database: Database
    ) throws {
        try JobTotals.add(1, tags: tags, owner: owner, database)
        for (position, tag) in tags.enumerated() {
            try database.run(
                "INSERT INTO job_tag (job, position, tag) VALUES (?, ?, ?)", [row, position, tag])
        }
    }

    /// Deletes a job that has ended, and whatever only it kept alive.
    static func delete(_ id: JobID, _ database: Database) throws {
        let first = try database.firstRow(
            "SELECT row, is_final, program_id, owner, backend FROM job WHERE id = ?", [id.stored])
        guard let first, first[1] as Bool else {
            throw RuntimeError.conflict("The job has not ended, or there is no such job.", ["job": "\(id)"])
        }
        let (row, programID, owner): (Int64, String, String) = (first[0], first[2], first[3])
        try JobTotals.add(-1, tags: try Self.tags(of: row, database), owner: owner, database)
        try JobTotals.add(
            -1, owner: owner, programID: programID, backend: first[4], row: row, database)
        for table in ["event_block", "attempt", "job_tag", "job_inputs", "body_use"] {
            try database.run("DELETE FROM \(table) WHERE job = ?", [row])
        }
        try database.run("DELETE FROM job WHERE row = ?", [row])
        try database.run("UPDATE job_number SET last_deleted = MAX(last_deleted, ?)", [row])
        try ProgramRows.forgetUnpinned(ProgramID(programID), database)
    }

    /// Removes the inputs and the timeline of a job that has ended; its row stays, and says when that was.
    static func removePayloads(_ id: JobID, at time: Timestamp, _ database: Database) throws {
        let first = try database.firstRow("SELECT row, is_final FROM job WHERE id = ?", [id.stored])
        guard let first, first[1] as Bool else {
            throw RuntimeError.conflict("The job has not ended, or there is no such job.", ["job": "\(id)"])
        }
        let row: Int64 = first[0]
        for table in ["event_block", "job_inputs", "body_use"] {
            try database.run("DELETE FROM \(table) WHERE job = ?", [row])
        }
        try database.run(
            "UPDATE job SET payloads_removed_at = ?, stored_byte_count = 0 WHERE row = ?", [time.stored, row])
    }
}

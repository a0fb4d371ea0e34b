import ContentHashing
import Foundation
import GRDB
import RuntimeModel
import RuntimeWire

/// What a job's row learnt later, and what lets lists of jobs be counted without reading them.
///
/// Counting a million rows takes longer than a list may: so the number of jobs is kept for every owner, program and
/// backend (`job_total`), the same for each stretch of acceptance (`job_block`), and for every tag and owner
/// (`job_tag_total`). ``JobTotals`` keeps and reads them. `job_number` keeps the number of a deleted job from being
/// given again: lists go on behind such numbers.
enum Migration0002JobLists {
    static let name = "0002_job_lists"

    static func apply(_ database: Database) throws {
        try database.execute(sql: Self.columns + Self.indexes + Self.totals + Self.filled)
        try Self.hashTimelines(database)
    }

    private static let columns = """
        ALTER TABLE job ADD COLUMN session_id TEXT;
        ALTER TABLE job ADD COLUMN resumed_from BLOB;
        ALTER TABLE job ADD COLUMN timeline_hash BLOB NOT NULL DEFAULT x'';
        ALTER TABLE job ADD COLUMN canceller TEXT;
        ALTER TABLE job ADD COLUMN cancelled_at INTEGER;
        ALTER TABLE job ADD COLUMN checkpoint_sequence INTEGER;

        """

    /// Each ends with the row number, so that a list comes out of it in its order.
    private static let indexes = """
        DROP INDEX job_program;
        CREATE INDEX job_program ON job (program_id);
        CREATE INDEX job_backend ON job (backend);
        CREATE INDEX job_session ON job (session_id) WHERE session_id IS NOT NULL;
        CREATE INDEX job_created ON job (created_at);

        """

    private static let totals = """
        CREATE TABLE job_total (
            owner TEXT NOT NULL, program_id TEXT NOT NULL, backend TEXT NOT NULL, job_count INTEGER NOT NULL,
            PRIMARY KEY (owner, program_id, backend)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE job_block (
            block INTEGER NOT NULL, owner TEXT NOT NULL, program_id TEXT NOT NULL, backend TEXT NOT NULL,
            job_count INTEGER NOT NULL, PRIMARY KEY (block, owner, program_id, backend)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE job_number (last_deleted INTEGER NOT NULL) STRICT;
        CREATE TABLE job_tag_total (
            tag TEXT NOT NULL, owner TEXT NOT NULL, job_count INTEGER NOT NULL, PRIMARY KEY (tag, owner)
        ) STRICT, WITHOUT ROWID;

        """

    private static let filled = """
        INSERT INTO job_number VALUES (0);
        INSERT INTO job_total SELECT owner, program_id, backend, COUNT(*) FROM job GROUP BY 1, 2, 3;
        INSERT INTO job_block
            SELECT row / \(JobTotals.blockRowCount), owner, program_id, backend, COUNT(*) FROM job GROUP BY 1, 2, 3, 4;
        INSERT INTO job_tag_total
            SELECT tag, owner, COUNT(DISTINCT job) FROM job_tag JOIN job ON job.row = job_tag.job GROUP BY 1, 2;

        """

    private static func hashTimelines(_ database: Database) throws {
        let jobs = try Int64.fetchAll(database, sql: "SELECT row FROM job")
        for job in jobs {
            var hash = TimelineHash()
            let blocks = try Row.fetchCursor(
                database, sql: "SELECT bytes FROM event_block WHERE job = ? ORDER BY last_sequence",
                arguments: [job])
            while let block = try blocks.next() {
                _ = try EventBlock.forEach(Array(block[0] as Data)) { event in
                    hash.append(header: event.header.encoded(), body: event.body)
                    return true
                }
            }
            try database.execute(
                sql: "UPDATE job SET timeline_hash = ? WHERE row = ?", arguments: [Data(hash.bytes), job])
        }
    }
}

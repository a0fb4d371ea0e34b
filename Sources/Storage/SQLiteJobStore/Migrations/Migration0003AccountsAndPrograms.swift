import ContentHashing
import Foundation
import GRDB
import JobStore
import RuntimeModel

/// Rights and quotas of accounts; programs that are shared, searched and known by the hash of their source; and the
/// bytes that are kept for each account.
///
/// The sum for each account is kept by triggers, so that no statement can forget it: a start reads a few rows then,
/// not all jobs.
enum Migration0003AccountsAndPrograms {
    static let name = "0003_accounts_and_programs"

    static func apply(_ database: Database) throws {
        try database.execute(sql: Self.accounts + Self.programs + Self.usage)
        try Self.describeVersions(database)
        try database.execute(sql: Self.sums + Self.triggers)
    }

    /// Until now every account might upload and publish: those that are there keep what they had.
    private static let accounts = """
        ALTER TABLE account ADD COLUMN may_publish INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE account ADD COLUMN is_disabled INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE account ADD COLUMN queued_job_count_max INTEGER;
        ALTER TABLE account ADD COLUMN running_job_count_max INTEGER;
        ALTER TABLE account ADD COLUMN stored_byte_count_max INTEGER;
        UPDATE account SET role = 'author', may_publish = 1 WHERE role = 'user';

        """

    private static let programs = """
        ALTER TABLE program ADD COLUMN name TEXT NOT NULL DEFAULT '';
        CREATE INDEX program_name ON program (name);
        CREATE INDEX program_owner ON program (owner);
        CREATE TABLE program_share (
            program INTEGER NOT NULL, account TEXT NOT NULL, PRIMARY KEY (program, account)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX program_share_account ON program_share (account, program);
        ALTER TABLE program_version ADD COLUMN source_hash BLOB NOT NULL DEFAULT x'';
        CREATE VIRTUAL TABLE program_text USING fts5(
            id, name, description, tokenize = 'unicode61 remove_diacritics 2'
        );

        """

    private static let usage = """
        ALTER TABLE job ADD COLUMN stored_byte_count INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE account_usage (
            account TEXT PRIMARY KEY, stored_byte_count INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        """

    /// The sums of what is there; events of older jobs count with the blocks that they stand in.
    private static let sums = """
        UPDATE job SET stored_byte_count =
            COALESCE((SELECT LENGTH(bytes) FROM job_inputs WHERE job_inputs.job = job.row), 0)
            + COALESCE((SELECT SUM(LENGTH(bytes)) FROM event_block WHERE event_block.job = job.row), 0);
        INSERT INTO account_usage SELECT owner, SUM(byte_count) FROM (
            SELECT owner, stored_byte_count AS byte_count FROM job
            UNION ALL SELECT owner, source_byte_count FROM program_version
                JOIN program ON program.row = program_version.program
        ) GROUP BY owner;

        """

    private static let triggers = """
        CREATE TRIGGER usage_of_new_job AFTER INSERT ON job BEGIN
            INSERT INTO account_usage VALUES (NEW.owner, NEW.stored_byte_count) ON CONFLICT (account)
                DO UPDATE SET stored_byte_count = stored_byte_count + excluded.stored_byte_count;
        END;
        CREATE TRIGGER usage_of_job AFTER UPDATE OF stored_byte_count ON job BEGIN
            UPDATE account_usage SET stored_byte_count = stored_byte_count
                + NEW.stored_byte_count - OLD.stored_byte_count WHERE account = NEW.owner;
        END;
        CREATE TRIGGER usage_of_deleted_job AFTER DELETE ON job BEGIN
            UPDATE account_usage SET stored_byte_count = stored_byte_count - OLD.stored_byte_count
                WHERE account = OLD.owner;
        END;
        CREATE TRIGGER usage_of_new_version AFTER INSERT ON program_version BEGIN
            INSERT INTO account_usage
                SELECT owner, NEW.source_byte_count FROM program WHERE row = NEW.program ON CONFLICT (account)
                DO UPDATE SET stored_byte_count = stored_byte_count + excluded.stored_byte_count;
        END;
        CREATE TRIGGER usage_of_deleted_version AFTER DELETE ON program_version BEGIN
            UPDATE account_usage SET stored_byte_count = stored_byte_count - OLD.source_byte_count
                WHERE account = (SELECT owner FROM program WHERE row = OLD.program);
        END;

        """

    /// Gives every version the hash of its source, and every program its name and what it is found by.
    private static func describeVersions(_ database: Database) throws {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT program_version.row, source_form, source, program.row, id, metadata, is_deleted
                FROM program_version JOIN program ON program.row = program_version.program ORDER BY program, version
                """)
        for row in rows {
            let source = Array(row[2] as Data)
            // A reference begins with the hash of what it names.
            let isReference = row[1] as Int == Int(BodyForm.reference.rawValue)
            let hash =
                isReference ? Array(source.prefix(BodyReference.hashByteCount)) : ContentHash.sha256(source)
            try database.execute(
                sql: "UPDATE program_version SET source_hash = ? WHERE row = ?",
                arguments: [Data(hash), row[0] as Int64])
            let texts = StoredProgram.texts(of: Array(row[5] as Data))
            try database.execute(
                sql: "UPDATE program SET name = ? WHERE row = ?", arguments: [texts.name, row[3] as Int64])
            try database.execute(
                sql: "DELETE FROM program_text WHERE rowid = ?", arguments: [row[3] as Int64])
            if row[6] as Bool { continue }
            try database.execute(
                sql: "INSERT INTO program_text (rowid, id, name, description) VALUES (?, ?, ?, ?)",
                arguments: [row[3] as Int64, row[4] as String, texts.name, texts.description])
        }
    }
}

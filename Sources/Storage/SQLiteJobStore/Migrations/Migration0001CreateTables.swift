import GRDB

/// The first schema.
///
/// Rows of jobs are numbered in the order of their acceptance, and everything that belongs to a job names that small
/// number, not the 16 random bytes of the id: a commit of many new jobs then touches few pages of each index.
/// Times are microseconds since 1970. Sequences are 64-bit patterns.
enum Migration0001CreateTables {
    static let name = "0001_create_tables"

    static func apply(_ database: Database) throws {
        try database.execute(sql: Self.accountsAndPrograms + Self.jobs + Self.timeline + Self.bodies)
    }

    private static let accountsAndPrograms = """
        CREATE TABLE account (
            row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, role TEXT NOT NULL, token_hash BLOB NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE claim (
            account TEXT NOT NULL, key TEXT NOT NULL, answer BLOB NOT NULL, PRIMARY KEY (account, key)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE program (
            row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, owner TEXT NOT NULL, is_public INTEGER NOT NULL,
            is_deleted INTEGER NOT NULL DEFAULT 0, last_version INTEGER NOT NULL, created_at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE program_version (
            row INTEGER PRIMARY KEY, program INTEGER NOT NULL, version INTEGER NOT NULL, metadata BLOB NOT NULL,
            source_form INTEGER NOT NULL, source_content_type INTEGER NOT NULL, source BLOB NOT NULL,
            source_byte_count INTEGER NOT NULL, updated_at INTEGER NOT NULL, UNIQUE (program, version)
        ) STRICT;

        """

    private static let jobs = """
        CREATE TABLE job (
            row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, owner TEXT NOT NULL, program_id TEXT NOT NULL,
            program_version INTEGER NOT NULL, backend TEXT NOT NULL, environment TEXT NOT NULL,
            max_execution_time INTEGER NOT NULL, log_level TEXT, created_at INTEGER NOT NULL, status TEXT NOT NULL,
            is_final INTEGER NOT NULL, attempt INTEGER NOT NULL, worker TEXT, incarnation TEXT,
            last_sequence INTEGER NOT NULL, last_report INTEGER NOT NULL, result_sequence INTEGER, code TEXT,
            reason TEXT, started_at INTEGER, ended_at INTEGER
        ) STRICT;
        CREATE INDEX job_unfinished ON job (is_final) WHERE is_final = 0;
        CREATE INDEX job_owner ON job (owner);
        CREATE INDEX job_program ON job (program_id, program_version);
        CREATE TABLE job_inputs (
            job INTEGER PRIMARY KEY, form INTEGER NOT NULL, content_type INTEGER NOT NULL, bytes BLOB NOT NULL
        ) STRICT;
        CREATE TABLE job_tag (
            job INTEGER NOT NULL, position INTEGER NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (job, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX job_tag_tag ON job_tag (tag, job);
        CREATE TABLE attempt (
            job INTEGER NOT NULL, attempt INTEGER NOT NULL, worker TEXT NOT NULL, incarnation TEXT NOT NULL,
            started_at INTEGER NOT NULL, ended_at INTEGER, ended_as TEXT, PRIMARY KEY (job, attempt)
        ) STRICT, WITHOUT ROWID;

        """

    private static let timeline = """
        CREATE TABLE event_block (
            row INTEGER PRIMARY KEY, job INTEGER NOT NULL, first_sequence INTEGER NOT NULL,
            last_sequence INTEGER NOT NULL, bytes BLOB NOT NULL, UNIQUE (job, last_sequence)
        ) STRICT;

        """

    private static let bodies = """
        CREATE TABLE body (
            row INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, byte_count INTEGER NOT NULL, bytes BLOB
        ) STRICT;

        """
}

import GRDB

/// The bodies to which nothing refers, with the account for which each counts: what was uploaded and not named yet, and
/// what was named by something that is gone. So everything on the disk counts for somebody until it is deleted.
///
/// Triggers keep the table and its sums, so that no statement can forget them. A body that is unused already has no
/// known owner; it counts for nobody, and is collected within `unused_body_age_max`.
///
/// Sessions can be found by their ends, so that they need not be kept for ever.
enum Migration0006UnusedBodies {
    static let name = "0006_unused_bodies"

    static func apply(_ database: Database) throws {
        try database.execute(sql: Self.tables + Self.sums + Self.uses + Self.filled)
    }

    private static let tables = """
        CREATE TABLE unused_body (
            hash BLOB PRIMARY KEY, account TEXT NOT NULL, byte_count INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE unused_usage (
            account TEXT PRIMARY KEY, byte_count INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX session_ended ON session (ended_at) WHERE ended_at IS NOT NULL;

        """

    private static let sums = """
        CREATE TRIGGER usage_of_unused_body AFTER INSERT ON unused_body BEGIN
            INSERT INTO unused_usage VALUES (NEW.account, NEW.byte_count) ON CONFLICT (account)
                DO UPDATE SET byte_count = byte_count + excluded.byte_count;
        END;
        CREATE TRIGGER usage_of_body_no_longer_unused AFTER DELETE ON unused_body BEGIN
            UPDATE unused_usage SET byte_count = byte_count - OLD.byte_count WHERE account = OLD.account;
        END;
        CREATE TRIGGER deleted_body AFTER DELETE ON body BEGIN
            DELETE FROM unused_body WHERE hash = OLD.hash;
        END;

        """

    /// Beginnings and ends of use.
    private static let uses = """
        CREATE TRIGGER first_use_of_body AFTER INSERT ON body_use BEGIN
            DELETE FROM unused_body WHERE hash = NEW.hash;
        END;
        CREATE TRIGGER first_use_of_source AFTER INSERT ON program_version WHEN NEW.source_form = 1 BEGIN
            DELETE FROM unused_body WHERE hash = NEW.source_hash;
        END;
        CREATE TRIGGER last_use_of_body AFTER DELETE ON body_use BEGIN
            INSERT OR IGNORE INTO unused_body
                SELECT hash, COALESCE((SELECT owner FROM job WHERE row = OLD.job), ''), byte_count
                FROM body WHERE hash = OLD.hash
                    AND NOT EXISTS (SELECT 1 FROM body_use WHERE hash = OLD.hash)
                    AND NOT EXISTS (SELECT 1 FROM program_version WHERE source_form = 1 AND source_hash = OLD.hash);
        END;
        CREATE TRIGGER last_use_of_source AFTER DELETE ON program_version WHEN OLD.source_form = 1 BEGIN
            INSERT OR IGNORE INTO unused_body
                SELECT hash, COALESCE((SELECT owner FROM program WHERE row = OLD.program), ''), byte_count
                FROM body WHERE hash = OLD.source_hash
                    AND NOT EXISTS (SELECT 1 FROM body_use WHERE hash = OLD.source_hash)
                    AND NOT EXISTS (
                        SELECT 1 FROM program_version WHERE source_form = 1 AND source_hash = OLD.source_hash);
        END;

        """

    private static let filled = """
        INSERT INTO unused_body SELECT hash, '', byte_count FROM body
            WHERE NOT EXISTS (SELECT 1 FROM body_use WHERE body_use.hash = body.hash)
                AND NOT EXISTS (
                    SELECT 1 FROM program_version WHERE source_form = 1 AND source_hash = body.hash);

        """
}

import Foundation
import GRDB
import RuntimeModel
import RuntimeWire

/// Which jobs refer to which bodies, and since when bodies, claims and ended jobs are kept: what is too old, or what
/// nothing refers to, can be removed without reading everything.
///
/// Bodies and claims that are there already count from now.
enum Migration0005Retention {
    static let name = "0005_retention"

    static func apply(_ database: Database) throws {
        try database.execute(sql: Self.tables)
        try Self.findUses(database)
    }

    private static let tables = """
        ALTER TABLE body ADD COLUMN kept_at INTEGER NOT NULL DEFAULT 0;
        UPDATE body SET kept_at = strftime('%s', 'now') * 1000000;
        CREATE TABLE body_use (
            hash BLOB NOT NULL, job INTEGER NOT NULL, PRIMARY KEY (hash, job)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX body_use_job ON body_use (job);
        CREATE INDEX program_version_body ON program_version (source_hash) WHERE source_form = 1;
        ALTER TABLE claim ADD COLUMN claimed_at INTEGER NOT NULL DEFAULT 0;
        UPDATE claim SET claimed_at = strftime('%s', 'now') * 1000000;
        CREATE INDEX claim_time ON claim (claimed_at);
        ALTER TABLE job ADD COLUMN payloads_removed_at INTEGER;
        CREATE INDEX job_ended ON job (ended_at) WHERE ended_at IS NOT NULL AND payloads_removed_at IS NULL;
        INSERT OR IGNORE INTO body_use SELECT substr(bytes, 1, 32), job FROM job_inputs WHERE form = 1;

        """

    private static func findUses(_ database: Database) throws {
        let blocks = try Row.fetchCursor(database, sql: "SELECT job, bytes FROM event_block")
        while let block = try blocks.next() {
            let job: Int64 = block[0]
            var events: [EventRecord] = []
            _ = try EventBlock.forEach(Array(block[1] as Data)) { event in
                if event.bodyForm == .reference { events.append(event) }
                return true
            }
            try BodyRows.use(of: events, by: job, database)
        }
    }
}

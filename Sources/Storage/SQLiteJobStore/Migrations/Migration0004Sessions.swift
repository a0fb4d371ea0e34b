import GRDB

/// Sessions: which jobs belong together, for how long, and why no more of them are taken.
enum Migration0004Sessions {
    static let name = "0004_sessions"

    static func apply(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE session (
                    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, owner TEXT NOT NULL, backend TEXT,
                    time_to_live INTEGER NOT NULL, idle_time_max INTEGER NOT NULL, created_at INTEGER NOT NULL,
                    status TEXT NOT NULL, reason TEXT, ended_at INTEGER
                ) STRICT;
                CREATE INDEX session_owner ON session (owner);
                CREATE INDEX session_open ON session (status) WHERE status = 'open';
                """)
    }
}

import GRDB

/// Which job is the rerun of which.
enum Migration0008Reruns {
    static let name = "0008_reruns"

    static func apply(_ database: Database) throws {
        try database.execute(sql: "ALTER TABLE job ADD COLUMN rerun_of BLOB")
    }
}

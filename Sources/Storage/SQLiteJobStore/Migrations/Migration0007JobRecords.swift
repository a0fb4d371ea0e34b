import Foundation
import GRDB
import RuntimeModel
import RuntimeWire

/// Where a job's ledger stands on its timeline, where its numbering goes on, and which command has claimed a key.
enum Migration0007JobRecords {
    static let name = "0007_job_records"

    static func apply(_ database: Database) throws {
        try database.execute(
            sql: """
                ALTER TABLE job ADD COLUMN metric_sequence INTEGER;
                ALTER TABLE job ADD COLUMN events_before INTEGER NOT NULL DEFAULT 0;
                ALTER TABLE claim ADD COLUMN request BLOB NOT NULL DEFAULT x'';
                """)
        try Self.findMetrics(database)
    }

    private static func findMetrics(_ database: Database) throws {
        let blocks = try Row.fetchCursor(
            database,
            sql: """
                SELECT event_block.job, event_block.bytes, job.attempt FROM event_block
                    JOIN job ON job.row = event_block.job ORDER BY event_block.job, event_block.last_sequence
                """)
        while let block = try blocks.next() {
            let job: Int64 = block[0]
            let newest: Int = block[2]
            var last: UInt64?
            _ = try EventBlock.forEach(Array(block[1] as Data)) { event in
                if event.kind == .metric, event.attempt == newest { last = event.sequence }
                return true
            }
            guard let last else { continue }
            try database.execute(
                sql: "UPDATE job SET metric_sequence = ? WHERE row = ?", arguments: [last.stored, job])
        }
    }
}

import GRDB
import JobStore
import RuntimeModel

/// How many jobs there are, without reading them. Changed in the transactions that add and delete jobs and tags.
enum JobTotals {
    /// Rows of one stretch in `job_block`: so many may have to be read where a range of times begins or ends.
    static let blockRowCount = 8192

    /// A job was added, or with `-1` is being deleted.
    static func add(
        _ change: Int, owner: String, programID: String, backend: String, row: Int64, _ database: Database
    ) throws {
        try database.run(
            """
            INSERT INTO job_total VALUES (?, ?, ?, ?4)
                ON CONFLICT (owner, program_id, backend) DO UPDATE SET job_count = job_count + ?4
            """,
            [owner, programID, backend, change])
        try database.run(
            """
            INSERT INTO job_block VALUES (?, ?, ?, ?, ?5)
                ON CONFLICT (block, owner, program_id, backend) DO UPDATE SET job_count = job_count + ?5
            """,
            [row / Int64(self.blockRowCount), owner, programID, backend, change])
        if change < 0 {
            let place = "owner = ? AND program_id = ? AND backend = ? AND job_count = 0"
            try database.run("DELETE FROM job_total WHERE \(place)", [owner, programID, backend])
            try database.run(
                "DELETE FROM job_block WHERE \(place) AND block = ?",
                [owner, programID, backend, row / Int64(self.blockRowCount)])
        }
    }

    /// A job got these tags, or with `-1` loses them.
    static func add(_ change: Int, tags: [String], owner: String, _ database: Database) throws {
        for tag in Set(tags) {
            try database.run(
                """
                INSERT INTO job_tag_total VALUES (?, ?, ?3)
                    ON CONFLICT (tag, owner) DO UPDATE SET job_count = job_count + ?3
                """,
                [tag, owner, change])
            if change < 0 {
                try database.run(
                    "DELETE FROM job_tag_total WHERE tag = ? AND owner = ? AND job_count = 0", [tag, owner])
            }
        }
    }

    /// How many jobs there are of an owner, a program, a backend, or of all that are given.
    static func count(
        owner: String?, programID: String?, backend: String?, _ database: Database
    ) throws -> Int {
        try self.sum("job_total", "1", [], owner, programID, backend, database)
    }

    /// The same among the stretches from one to another, without that one.
    static func count(
        inBlocks blocks: Range<Int64>, owner: String?, programID: String?, backend: String?,
        _ database: Database
    ) throws -> Int {
        try self.sum(
            "job_block", "block >= ? AND block < ?", [blocks.lowerBound, blocks.upperBound], owner, programID,
            backend, database)
    }

    /// How many jobs have a tag, of an owner or at all.
    static func count(tag: String, owner: String?, _ database: Database) throws -> Int {
        let place = owner == nil ? "" : " AND owner = ?"
        let arguments: [any BoundValue] = owner.map { [tag, $0] } ?? [tag]
        let found = try database.firstNumber(
            "SELECT SUM(job_count) FROM job_tag_total WHERE tag = ?" + place, arguments)
        return Int(found ?? 0)
    }

    private static func sum(
        _ table: String, _ place: String, _ bounds: [any BoundValue], _ owner: String?, _ programID: String?,
        _ backend: String?, _ database: Database
    ) throws -> Int {
        var place = place
        var arguments = bounds
        for (column, value) in [("owner", owner), ("program_id", programID), ("backend", backend)] {
            guard let value else { continue }
            place += " AND \(column) = ?"
            arguments.append(value)
        }
        let found = try database.firstNumber("SELECT SUM(job_count) FROM \(table) WHERE \(place)", arguments)
        return Int(found ?? 0)
    }
}

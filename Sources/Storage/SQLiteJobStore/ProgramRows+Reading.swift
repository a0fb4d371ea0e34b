import Foundation
import GRDB
import JobStore
import RuntimeModel

extension ProgramRows {
    private static let columns = """
        program.id, program_version.version, program.owner, program.is_public, program_version.metadata,
        program_version.source_form, program_version.source_content_type, program_version.source,
        program_version.source_byte_count, program.created_at, program_version.updated_at,
        program_version.source_hash,
        (SELECT group_concat(account, ' ') FROM
            (SELECT account FROM program_share WHERE program = program.row ORDER BY account))
        """

    /// One version, the newest there is without `version`.
    static func one(
        _ id: ProgramID, version: Int?, includingDeleted: Bool, _ database: Database
    ) throws -> StoredProgram? {
        let first = try database.firstRow(
            """
            SELECT \(Self.columns) FROM program JOIN program_version ON program_version.program = program.row
            WHERE program.id = ?1 AND (?2 IS NULL OR program_version.version = ?2) AND (?3 OR program.is_deleted = 0)
            ORDER BY program_version.version DESC LIMIT 1
            """,
            [id.rawValue, version, includingDeleted])
        return try first.map(Self.program)
    }

    /// A page of the newest versions, newest program first, and how many there are on all pages.
    static func page(
        _ filter: ProgramFilter, _ database: Database
    ) throws -> (rows: [StoredProgram], count: Int) {
        let (conditions, arguments) = Self.conditions(of: filter)
        let found = try Self.programs(
            """
            SELECT \(Self.columns) FROM program JOIN program_version
                ON program_version.program = program.row AND program_version.version = program.last_version
            WHERE \(conditions) ORDER BY program.row DESC LIMIT ? OFFSET ?
            """,
            arguments + [max(0, filter.limit), max(0, filter.offset)], database)
        let count = try database.firstRow("SELECT COUNT(*) FROM program WHERE \(conditions)", arguments)
        return (found, count.map { $0[0] } ?? 0)
    }

    /// All versions of a program that is not deleted, newest first.
    static func versions(
        _ id: ProgramID, limit: Int, offset: Int, _ database: Database
    ) throws -> (rows: [StoredProgram], count: Int) {
        let source = """
            FROM program JOIN program_version ON program_version.program = program.row
            WHERE program.id = ? AND program.is_deleted = 0
            """
        let found = try Self.programs(
            "SELECT \(Self.columns) \(source) ORDER BY program_version.version DESC LIMIT ? OFFSET ?",
            [id.rawValue, max(0, limit), max(0, offset)], database)
        let count = try database.firstRow("SELECT COUNT(*) \(source)", [id.rawValue])
        return (found, count.map { $0[0] } ?? 0)
    }

    /// One of few texts, whatever the filter's values are: each is prepared once for each connection.
    private static func conditions(
        of filter: ProgramFilter
    ) -> (sql: String, arguments: [(any DatabaseValueConvertible)?]) {
        var conditions = ["program.is_deleted = 0"]
        var arguments: [(any DatabaseValueConvertible)?] = []
        if let account = filter.visibleTo {
            conditions.append(
                """
                (program.owner = ? OR program.is_public = 1 OR EXISTS
                    (SELECT 1 FROM program_share WHERE program = program.row AND account = ?))
                """)
            arguments += [account.rawValue, account.rawValue]
        }
        if let name = filter.name {
            conditions.append("program.name = ?")
            arguments.append(name)
        }
        if let owner = filter.owner {
            conditions.append("program.owner = ?")
            arguments.append(owner.rawValue)
        }
        if let isPublic = filter.isPublic {
            conditions.append("program.is_public = ?")
            arguments.append(isPublic)
        }
        if !filter.words.isEmpty {
            conditions.append("program.row IN (SELECT rowid FROM program_text WHERE program_text MATCH ?)")
            // Letters and digits only, so that nothing in a text has a meaning of its own; quoted all the same.
            arguments.append(filter.words.map { "\"\($0)\"*" }.joined(separator: " AND "))
        }
        return (conditions.joined(separator: " AND "), arguments)
    }

    private static func programs(
        _ sql: String, _ arguments: [(any DatabaseValueConvertible)?], _ database: Database
    ) throws -> [StoredProgram] {
        let rows = try database.rows(sql, arguments)
        var programs: [StoredProgram] = []
        while let row = try rows.next() { programs.append(try Self.program(row)) }
        return programs
    }

    private static func program(_ row: Row) throws -> StoredProgram {
        StoredProgram(
            id: ProgramID(row[0]), version: row[1], owner: AccountID(row[2]), isPublic: row[3],
            sharedWith: (row[12] as String? ?? "").split(separator: " ").map { AccountID(String($0)) },
            metadata: Array(row[4] as Data),
            source: try StoredPayload(form: row[5], contentType: row[6], bytes: row[7]),
            sourceByteCount: row[8], sourceHash: Array(row[11] as Data),
            createdAt: Timestamp(stored: row[9]), updatedAt: Timestamp(stored: row[10]))
    }
}

import Foundation
import GRDB
import JobStore
import RuntimeModel

extension ProgramRows {
    private static let columns = """
        program.id, program_version.version, program.owner, program.is_public, program_version.metadata,
        program_version.source_form, program_version.source_content_type, program_version.source,
        program_version.source_byte_count, program.created_at, program_version.updated_at
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
        visibleTo account: AccountID?, limit: Int, offset: Int, _ database: Database
    ) throws -> (rows: [StoredProgram], count: Int) {
        let visible = "program.is_deleted = 0 AND (?1 IS NULL OR program.owner = ?1 OR program.is_public = 1)"
        let rows = try database.rows(
            """
            SELECT \(Self.columns) FROM program JOIN program_version
                ON program_version.program = program.row AND program_version.version = program.last_version
            WHERE \(visible) ORDER BY program.row DESC LIMIT ?2 OFFSET ?3
            """,
            [account?.rawValue, max(0, limit), max(0, offset)])
        var programs: [StoredProgram] = []
        while let row = try rows.next() { programs.append(try Self.program(row)) }
        let count = try database.firstRow(
            "SELECT COUNT(*) FROM program WHERE \(visible)", [account?.rawValue])
        return (programs, count.map { $0[0] } ?? 0)
    }

    private static func program(_ row: Row) throws -> StoredProgram {
        StoredProgram(
            id: ProgramID(row[0]), version: row[1], owner: AccountID(row[2]), isPublic: row[3],
            metadata: Array(row[4] as Data),
            source: try StoredPayload(form: row[5], contentType: row[6], bytes: row[7]),
            sourceByteCount: row[8],
            createdAt: Timestamp(stored: row[9]), updatedAt: Timestamp(stored: row[10]))
    }
}

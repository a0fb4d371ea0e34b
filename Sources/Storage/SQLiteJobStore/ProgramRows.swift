import Foundation
import GRDB
import JobStore
import RuntimeModel

/// Statements on programs and their versions.
enum ProgramRows {
    /// Adds a version. Owner, who may see it and time of creation are those of version 1.
    static func insert(_ program: StoredProgram, _ database: Database) throws {
        let row = program.version == 1 ? try Self.make(program, database) : try Self.extend(program, database)
        try database.run(
            """
            INSERT INTO program_version (program, version, metadata, source_form, source_content_type, source,
                source_byte_count, source_hash, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                row, program.version, program.metadata, Int(program.source.form.rawValue),
                Int(program.source.contentType.rawValue), program.source.bytes, program.sourceByteCount,
                program.sourceHash, program.updatedAt.stored,
            ])
        try Self.describe(program, row, database)
    }

    /// Writes what the program is found by: the texts of its newest version.
    private static func describe(_ program: StoredProgram, _ row: Int64, _ database: Database) throws {
        let texts = program.texts
        try database.run("UPDATE program SET name = ? WHERE row = ?", [texts.name, row])
        try database.run("DELETE FROM program_text WHERE rowid = ?", [row])
        try database.run(
            "INSERT INTO program_text (rowid, id, name, description) VALUES (?, ?, ?, ?)",
            [row, program.id.rawValue, texts.name, texts.description])
    }

    private static func make(_ program: StoredProgram, _ database: Database) throws -> Int64 {
        try database.run(
            "INSERT INTO program (id, owner, is_public, last_version, created_at) VALUES (?, ?, ?, 1, ?)",
            [program.id.rawValue, program.owner.rawValue, program.isPublic, program.createdAt.stored])
        let row = database.lastInsertedRowID
        try Self.share(row, with: program.sharedWith, database)
        return row
    }

    private static func extend(_ program: StoredProgram, _ database: Database) throws -> Int64 {
        try database.run(
            "UPDATE program SET last_version = ?1 WHERE id = ?2 AND last_version = ?1 - 1 AND is_deleted = 0",
            [program.version, program.id.rawValue])
        guard database.changesCount == 1, let row = try Self.row(of: program.id, database) else {
            throw RuntimeError.conflict(
                "The version does not follow the program's last one.",
                ["program": program.id.rawValue, "version": "\(program.version)"])
        }
        return row
    }

    private static func row(of id: ProgramID, _ database: Database) throws -> Int64? {
        try database.firstNumber("SELECT row FROM program WHERE id = ?", [id.rawValue])
    }

    /// Changes who may see a program; what is `nil` stays.
    static func setVisibility(
        _ id: ProgramID, isPublic: Bool?, sharedWith: [AccountID]?, _ database: Database
    ) throws {
        try database.run(
            "UPDATE program SET is_public = COALESCE(?, is_public) WHERE id = ? AND is_deleted = 0",
            [isPublic, id.rawValue])
        try Self.expectOneChange(id, database)
        guard let sharedWith, let row = try Self.row(of: id, database) else { return }
        try database.run("DELETE FROM program_share WHERE program = ?", [row])
        try Self.share(row, with: sharedWith, database)
    }

    private static func share(_ row: Int64, with accounts: [AccountID], _ database: Database) throws {
        for account in accounts {
            try database.run(
                "INSERT OR IGNORE INTO program_share (program, account) VALUES (?, ?)",
                [row, account.rawValue])
        }
    }

    /// Hides a program and lets go of the versions that no job pins.
    static func delete(_ id: ProgramID, _ database: Database) throws {
        try database.run("UPDATE program SET is_deleted = 1 WHERE id = ? AND is_deleted = 0", [id.rawValue])
        try Self.expectOneChange(id, database)
        if let row = try Self.row(of: id, database) {
            try database.run("DELETE FROM program_text WHERE rowid = ?", [row])
            try database.run("DELETE FROM program_share WHERE program = ?", [row])
        }
        try Self.forgetUnpinned(id, database)
    }

    /// Removes the versions of a deleted program that no job pins; the last one takes the program along.
    static func forgetUnpinned(_ id: ProgramID, _ database: Database) throws {
        let first = try database.firstRow(
            "SELECT row FROM program WHERE id = ? AND is_deleted = 1", [id.rawValue])
        guard let row = first.map({ $0[0] as Int64 }) else { return }
        try database.run(
            """
            DELETE FROM program_version WHERE program = ? AND NOT EXISTS
                (SELECT 1 FROM job WHERE job.program_id = ? AND job.program_version = program_version.version)
            """,
            [row, id.rawValue])
        try database.run(
            "DELETE FROM program WHERE row = ?1 AND NOT EXISTS (SELECT 1 FROM program_version WHERE program = ?1)",
            [row])
    }

    private static func expectOneChange(_ id: ProgramID, _ database: Database) throws {
        guard database.changesCount == 1 else {
            throw RuntimeError.conflict("There is no such program.", ["program": id.rawValue])
        }
    }
}

import JobStore
import RuntimeModel
import RuntimeWire

/// The newest committed version of a program, ready for `job.run`.
struct ProgramHead {
    let row: StoredProgram
    let metadata: ProgramMetadata
    /// Made when it is first needed.
    var specification: ProgramSpecification?

    init(row: StoredProgram) throws(RuntimeError) {
        self.row = row
        self.metadata = try WireJSON.decode(ProgramMetadata.self, from: row.metadata)
    }

    func isVisible(to account: AccountID, administrator: Bool) -> Bool {
        self.row.owner == account || self.row.isPublic || administrator
    }

    var summary: ProgramSummary {
        var metadata = self.metadata
        metadata.isPublic = self.row.isPublic
        return ProgramSummary(
            programID: self.row.id, version: self.row.version, owner: self.row.owner, metadata: metadata,
            createdAt: self.row.createdAt, updatedAt: self.row.updatedAt,
            sourceByteCount: self.row.sourceByteCount)
    }
}

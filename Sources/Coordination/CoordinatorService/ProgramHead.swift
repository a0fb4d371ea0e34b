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
        var metadata = try WireJSON.decode(ProgramMetadata.self, from: row.metadata)
        // The row alone says who may see it; what an older version was uploaded with is not to come back.
        metadata.isPublic = nil
        self.metadata = metadata
    }

    func isVisible(to account: AccountID, administrator: Bool) -> Bool {
        self.row.owner == account || self.row.isPublic || self.row.sharedWith.contains(account)
            || administrator
    }

    var summary: ProgramSummary {
        var metadata = self.metadata
        metadata.isPublic = self.row.isPublic
        return ProgramSummary(
            programID: self.row.id, version: self.row.version, owner: self.row.owner, metadata: metadata,
            sharedWith: self.row.sharedWith.isEmpty ? nil : self.row.sharedWith,
            createdAt: self.row.createdAt,
            updatedAt: self.row.updatedAt, sourceByteCount: self.row.sourceByteCount,
            contentHash: BodyReference.text(of: self.row.sourceHash))
    }
}

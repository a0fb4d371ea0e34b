package import RuntimeModel

/// A program as the lists show it.
package struct ProgramSummary: Hashable, Sendable, Codable {
    /// Its id.
    package var programID: ProgramID
    /// This version.
    package var version: Int
    /// Who uploaded it.
    package var owner: AccountID
    /// What it says of itself.
    package var metadata: ProgramMetadata
    /// When its first version was accepted.
    package var createdAt: Timestamp
    /// When this version was accepted.
    package var updatedAt: Timestamp
    /// Length of the source.
    package var sourceByteCount: Int

    package init(
        programID: ProgramID, version: Int, owner: AccountID, metadata: ProgramMetadata, createdAt:
        Timestamp, updatedAt: Timestamp, sourceByteCount: Int
    ) {
        self.programID = programID
        self.version = version
        self.owner = owner
        self.metadata = metadata
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.sourceByteCount = sourceByteCount
    }

    private enum CodingKeys: String, CodingKey {
        case version, owner, metadata
        case programID = "program_id"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
        case sourceByteCount = "source_byte_count"
    }
}

public import RuntimeModel

/// A program as the lists show it.
public struct ProgramSummary: Hashable, Sendable, Codable {
    /// Its id.
    public var programID: ProgramID
    /// This version.
    public var version: Int
    /// Who uploaded it.
    public var owner: AccountID
    /// What it says of itself.
    public var metadata: ProgramMetadata
    /// When its first version was accepted.
    public var createdAt: Timestamp
    /// When this version was accepted.
    public var updatedAt: Timestamp
    /// Length of the source.
    public var sourceByteCount: Int

    /// Makes one from its fields.
    public init(
        programID: ProgramID, version: Int, owner: AccountID, metadata: ProgramMetadata,
        createdAt:
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

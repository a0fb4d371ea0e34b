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
    /// The accounts that may see it while it is private; told to its owner alone.
    public var sharedWith: [AccountID]?
    /// When its first version was accepted.
    public var createdAt: Timestamp
    /// When this version was accepted.
    public var updatedAt: Timestamp
    /// Length of the source.
    public var sourceByteCount: Int
    /// SHA-256 of the source, as 64 lower-case hexadecimal digits.
    public var contentHash: String

    /// Makes one from its fields.
    public init(
        programID: ProgramID, version: Int, owner: AccountID, metadata: ProgramMetadata,
        sharedWith: [AccountID]? = nil, createdAt: Timestamp, updatedAt: Timestamp, sourceByteCount: Int,
        contentHash: String
    ) {
        self.programID = programID
        self.version = version
        self.owner = owner
        self.metadata = metadata
        self.sharedWith = sharedWith
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.sourceByteCount = sourceByteCount
        self.contentHash = contentHash
    }

    private enum CodingKeys: String, CodingKey {
        case version, owner, metadata
        case programID = "program_id"
        case sharedWith = "shared_with"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
        case sourceByteCount = "source_byte_count"
        case contentHash = "content_hash"
    }
}

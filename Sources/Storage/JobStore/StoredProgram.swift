package import RuntimeModel

/// One version of a program. Versions are kept for as long as the program, and for as long as a job pins them.
package struct StoredProgram: Hashable, Sendable {
    /// The program.
    package var id: ProgramID
    /// 1, 2, 3 …
    package var version: Int
    /// Who uploaded it.
    package var owner: AccountID
    /// Whether every account may see and run it.
    package var isPublic: Bool
    /// JSON of the wire's `ProgramMetadata`.
    package var metadata: [UInt8]
    /// The source.
    package var source: StoredPayload
    /// Length of the source, wherever it is.
    package var sourceByteCount: Int
    /// When version 1 was accepted.
    package var createdAt: Timestamp
    /// When this version was accepted.
    package var updatedAt: Timestamp

    package init(
        id: ProgramID, version: Int, owner: AccountID, isPublic: Bool, metadata: [UInt8],
        source:
            StoredPayload, sourceByteCount: Int, createdAt: Timestamp, updatedAt: Timestamp
    ) {
        self.id = id
        self.version = version
        self.owner = owner
        self.isPublic = isPublic
        self.metadata = metadata
        self.source = source
        self.sourceByteCount = sourceByteCount
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

package import RuntimeModel
import RuntimeWire

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
    /// The accounts that may see and run it while it is private, by name.
    package var sharedWith: [AccountID]
    /// JSON of the wire's `ProgramMetadata`.
    package var metadata: [UInt8]
    /// The source.
    package var source: StoredPayload
    /// Length of the source, wherever it is.
    package var sourceByteCount: Int
    /// SHA-256 of the source, wherever it is.
    package var sourceHash: [UInt8]
    /// When version 1 was accepted.
    package var createdAt: Timestamp
    /// When this version was accepted.
    package var updatedAt: Timestamp

    package init(
        id: ProgramID, version: Int, owner: AccountID, isPublic: Bool, sharedWith: [AccountID] = [],
        metadata: [UInt8], source: StoredPayload, sourceByteCount: Int, sourceHash: [UInt8],
        createdAt: Timestamp, updatedAt: Timestamp
    ) {
        self.id = id
        self.version = version
        self.owner = owner
        self.isPublic = isPublic
        self.sharedWith = sharedWith
        self.metadata = metadata
        self.source = source
        self.sourceByteCount = sourceByteCount
        self.sourceHash = sourceHash
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    /// What a search looks through besides the id, and the name by itself.
    package var texts: (name: String, description: String) { Self.texts(of: self.metadata) }

    /// Both are empty for metadata that lack them.
    package static func texts(of metadata: [UInt8]) -> (name: String, description: String) {
        // The store takes any metadata; only those of the wire's type have something to be found by.
        let members = (try? WireJSON.decode(JSONValue.self, from: metadata))?.objectValue ?? [:]
        return (members["name"]?.stringValue ?? "", members["description"]?.stringValue ?? "")
    }
}

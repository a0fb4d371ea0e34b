import ContentHashing
import RuntimeModel
import RuntimeWire
import Spinwire

/// A program that the service has, after an upload.
struct StoredProgram {
    /// What the upload changed.
    enum Change: String {
        case uploaded
        case updated
        case unchanged
    }

    let id: ProgramID
    let change: Change

    /// As one JSON object.
    var members: JSONValue {
        ["program_id": .string(self.id.rawValue), "change": .string(self.change.rawValue)]
    }

    /// Uploads a program. With `reuse`, an own program of the same name is kept when nothing changed, and gets a new
    /// version otherwise.
    ///
    /// - Parameter isGuessed: whether nobody has said the metadata: then what an own program says of itself stays,
    ///   and one that others can see is left alone.
    static func put(
        _ bytes: [UInt8], _ metadata: [String: JSONValue], isGuessed: Bool = false, reuse: Bool,
        on client: RuntimeClient
    ) async throws -> StoredProgram {
        let name = reuse ? metadata["name"]?.stringValue : nil
        if let name, let found = try await Self.own(name, onlyPrivate: isGuessed, on: client) {
            let hash = BodyReference.text(of: ContentHash.sha256(bytes))
            if found.contentHash == hash, isGuessed || Self.isSame(found.metadata, metadata) {
                return StoredProgram(id: found.programID, change: .unchanged)
            }
            try await client.update(
                found.programID, bytes: bytes, metadata: isGuessed ? nil : .object(metadata))
            return StoredProgram(id: found.programID, change: .updated)
        }
        let id = try await client.upload(program: bytes, metadata: .object(metadata))
        return StoredProgram(id: id, change: .uploaded)
    }

    /// Whether a program says of itself what `members` say; what is left out is its default.
    private static func isSame(_ stored: ProgramMetadata, _ members: [String: JSONValue]) -> Bool {
        // Metadata that is wrong is not the same; the service then says what is wrong with it.
        guard let bytes = try? WireJSON.encode(JSONValue.object(members)),
            var wanted = try? WireJSON.decode(ProgramMetadata.self, from: bytes)
        else { return false }
        var stored = stored
        stored.isPublic = stored.isPublic ?? false
        wanted.isPublic = wanted.isPublic ?? false
        return stored == wanted
    }

    /// The newest program of that name that belongs to this account.
    private static func own(
        _ name: String, onlyPrivate: Bool, on client: RuntimeClient
    ) async throws -> ProgramSummary? {
        let account = await client.connection.hello?.account
        return try await client.programs(
            limit: 1, name: name, owner: account, isPublic: onlyPrivate ? false : nil
        ).rows.first
    }
}

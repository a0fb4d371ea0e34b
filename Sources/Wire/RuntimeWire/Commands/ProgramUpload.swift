package import RuntimeModel

/// `program.upload`: JSON frame; one body frame with the source. Answer: ``ProgramVersion``.
package struct ProgramUpload: Hashable, Sendable, Codable {
    /// Chosen by the client; the same key again gets the first answer.
    package var idempotencyKey: String
    /// The metadata object, checked by the coordinator; see ``ProgramMetadata``.
    package var metadata: JSONValue

    package init(idempotencyKey: String, metadata: JSONValue) {
        self.idempotencyKey = idempotencyKey
        self.metadata = metadata
    }

    private enum CodingKeys: String, CodingKey {
        case metadata
        case idempotencyKey = "idempotency_key"
    }
}

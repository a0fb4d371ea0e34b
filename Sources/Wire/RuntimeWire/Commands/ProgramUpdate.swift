package import RuntimeModel

/// `program.update`: JSON frame; a body frame with the source when that changes. Answer: ``ProgramVersion``.
package struct ProgramUpdate: Hashable, Sendable, Codable {
    /// Which program.
    package var programID: ProgramID
    /// Chosen by the client; the same key again gets the first answer.
    package var idempotencyKey: String
    /// The keys of the metadata that change.
    package var metadata: JSONValue?

    package init(programID: ProgramID, idempotencyKey: String, metadata: JSONValue? = nil) {
        self.programID = programID
        self.idempotencyKey = idempotencyKey
        self.metadata = metadata
    }

    private enum CodingKeys: String, CodingKey {
        case metadata
        case programID = "program_id"
        case idempotencyKey = "idempotency_key"
    }
}

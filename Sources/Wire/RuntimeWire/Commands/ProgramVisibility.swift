package import RuntimeModel

/// `program.set-visibility` (JSON frame). Answer: an empty object.
package struct ProgramVisibility: Hashable, Sendable, Codable {
    /// Which program.
    package var programID: ProgramID
    /// Whether every account may see and run it.
    package var isPublic: Bool

    package init(programID: ProgramID, isPublic: Bool) {
        self.programID = programID
        self.isPublic = isPublic
    }

    private enum CodingKeys: String, CodingKey {
        case programID = "program_id"
        case isPublic = "is_public"
    }
}

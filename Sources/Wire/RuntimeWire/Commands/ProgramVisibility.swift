package import RuntimeModel

/// `program.set-visibility` (JSON frame): what is left out stays. Answer: an empty object.
package struct ProgramVisibility: Hashable, Sendable, Codable {
    /// Which program.
    package var programID: ProgramID
    /// Whether every account may see and run it.
    package var isPublic: Bool?
    /// The accounts that may see and run it while it is private; replaced as a whole.
    package var sharedWith: [AccountID]?

    package init(programID: ProgramID, isPublic: Bool? = nil, sharedWith: [AccountID]? = nil) {
        self.programID = programID
        self.isPublic = isPublic
        self.sharedWith = sharedWith
    }

    private enum CodingKeys: String, CodingKey {
        case programID = "program_id"
        case isPublic = "is_public"
        case sharedWith = "shared_with"
    }
}

package import RuntimeModel

/// `program.history` (JSON frame): all versions of a program, newest first. Answer: ``ProgramList``.
package struct ProgramHistory: Hashable, Sendable, Codable {
    /// Which program.
    package var programID: ProgramID
    /// Most rows; 20 without it, 1000 at most.
    package var limit: Int?
    /// Rows to skip.
    package var offset: Int?

    package init(programID: ProgramID, limit: Int? = nil, offset: Int? = nil) {
        self.programID = programID
        self.limit = limit
        self.offset = offset
    }

    private enum CodingKeys: String, CodingKey {
        case limit, offset
        case programID = "program_id"
    }
}

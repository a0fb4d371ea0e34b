package import RuntimeModel

/// `program.delete`, `program.get` (JSON frame): names a program. `program.get` answers ``ProgramSummary`` and, to the owner, a body frame with the source.
package struct ProgramName: Hashable, Sendable, Codable {
    /// Which program.
    package var programID: ProgramID
    /// Which version; the newest without it.
    package var version: Int?

    package init(programID: ProgramID, version: Int? = nil) {
        self.programID = programID
        self.version = version
    }

    private enum CodingKeys: String, CodingKey {
        case version
        case programID = "program_id"
    }
}

package import RuntimeModel

/// Answer to what made a program version.
package struct ProgramVersion: Hashable, Sendable, Codable {
    /// The program.
    package var programID: ProgramID
    /// Its newest version; the first is 1.
    package var version: Int

    package init(programID: ProgramID, version: Int) {
        self.programID = programID
        self.version = version
    }

    private enum CodingKeys: String, CodingKey {
        case version
        case programID = "program_id"
    }
}

public import RuntimeModel

/// Answer to what made a program version.
public struct ProgramVersion: Hashable, Sendable, Codable {
    /// The program.
    public var programID: ProgramID
    /// Its newest version; the first is 1.
    public var version: Int

    /// Makes one from its fields.
    public init(programID: ProgramID, version: Int) {
        self.programID = programID
        self.version = version
    }

    private enum CodingKeys: String, CodingKey {
        case version
        case programID = "program_id"
    }
}

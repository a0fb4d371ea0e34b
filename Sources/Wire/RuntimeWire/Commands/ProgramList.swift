/// Answer to `program.list` and `program.history`.
package struct ProgramList: Hashable, Sendable, Codable {
    /// The rows.
    package var programs: [ProgramSummary]
    /// How many there are in all.
    package var count: Int

    package init(programs: [ProgramSummary], count: Int) {
        self.programs = programs
        self.count = count
    }
}

/// What one check of a program found.
package struct ProgramFinding: Sendable, Hashable, Codable {
    /// How it went.
    package enum Outcome: String, Sendable, Codable {
        /// Nothing wrong.
        case ok
        /// The detail says what is wrong.
        case failed
        /// The detail says why there was nothing to check, or nothing to check it with.
        case skipped
    }

    /// What was checked, in a word.
    package var check: String
    /// How it went.
    package var outcome: Outcome
    /// One sentence, or several that are joined by semicolons.
    package var detail: String

    package init(_ check: String, _ outcome: Outcome, _ detail: String) {
        self.check = check
        self.outcome = outcome
        self.detail = detail
    }

    /// `ok` when there are no problems.
    package init(_ check: String, problems: [String], otherwise detail: String) {
        self.init(
            check, problems.isEmpty ? .ok : .failed,
            problems.isEmpty ? detail : problems.joined(separator: "; "))
    }
}

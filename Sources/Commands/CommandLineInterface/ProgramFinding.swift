package import RuntimeModel

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
    /// What belongs to the detail and is too long for a line: a traceback, every violation of a schema.
    package var more: [String]?

    package init(_ check: String, _ outcome: Outcome, _ detail: String, more: [String] = []) {
        self.check = check
        self.outcome = outcome
        self.detail = detail
        self.more = more.isEmpty ? nil : more
    }

    /// `ok` when there are no problems.
    package init(_ check: String, problems: [String], otherwise detail: String) {
        self.init(
            check, problems.isEmpty ? .ok : .failed,
            problems.isEmpty ? detail : problems.joined(separator: "; "))
    }

    /// What a service said to a command; every violation that its context tells is a line of its own.
    package init(_ check: String, refusal error: RuntimeError) {
        let context = error.context
        var violations: [String] = []
        for place in 1...max(1, context["count"].flatMap(Int.init) ?? 1) {
            let suffix = place == 1 ? "" : "_\(place)"
            guard let problem = context["problem" + suffix], let path = context["path" + suffix] else {
                continue
            }
            let rule = context["rule" + suffix].map { " (\($0))" } ?? ""
            violations.append((path.isEmpty ? "/" : path) + rule + ": " + problem)
        }
        guard violations.isEmpty else {
            self.init(check, .failed, error.message, more: violations)
            return
        }
        let values = context.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        self.init(check, .failed, error.message, more: values)
    }

    /// The finding as lines for people: the first one in columns, all that is more below it.
    package var lines: [String] {
        let column = 17
        let words = Self.padded(self.check, to: column) + Self.padded(self.outcome.rawValue, to: 9)
        let first = words + self.detail.split(whereSeparator: \.isNewline).joined(separator: " ")
        let more = (self.more ?? []).map { String(repeating: " ", count: column + 9) + $0 }
        return ([first] + more).map(TerminalText.line)
    }

    private static func padded(_ word: String, to width: Int) -> String {
        word + String(repeating: " ", count: max(1, width - word.count))
    }
}

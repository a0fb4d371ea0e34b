package import RuntimeModel

/// An error as it stands on stderr.
package enum ErrorText {
    /// `error: sentence [code] (key: value, …)`; values of several lines follow, indented.
    package static func lines(_ error: RuntimeError) -> [String] {
        let context = error.context.sorted { $0.key < $1.key }
        let short = context.filter { !$0.value.contains("\n") }.map {
            TerminalText.line("\($0.key): \($0.value)")
        }
        let suffix = short.isEmpty ? "" : " (" + short.joined(separator: ", ") + ")"
        let sentence = TerminalText.line("\(error.message) [\(error.code.rawValue)]")
        var lines = ["error: " + sentence + suffix]
        for (_, value) in context where value.contains("\n") {
            lines += value.split(separator: "\n", omittingEmptySubsequences: false).map {
                "  " + TerminalText.line(String($0))
            }
        }
        return lines
    }

    /// The same for whatever was thrown.
    package static func lines(_ error: any Error) -> [String] {
        if let error = error as? RuntimeError { return Self.lines(error) }
        return [TerminalText.line("error: \(error)")]
    }
}

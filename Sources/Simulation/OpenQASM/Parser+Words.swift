extension Parser {
    /// Whether a word means something in the language, so that it cannot be a name.
    func isReserved(_ word: String) -> Bool {
        switch self.version {
        case .two: Self.wordsOfBoth.contains(word)
        case .three: Self.wordsOfBoth.contains(word) || Self.wordsOfThree.contains(word)
        }
    }

    private static let wordsOfBoth: Set<String> = [
        "OPENQASM", "include", "qreg", "creg", "gate", "barrier", "measure", "reset", "if", "pi",
    ]

    private static let wordsOfThree: Set<String> = [
        "array", "bit", "bool", "box", "break", "cal", "case", "complex", "const", "continue", "ctrl", "def",
        "default", "defcal", "defcalgrammar", "delay", "duration", "else", "end", "extern", "false", "float",
        "for", "in", "input", "int", "inv", "let", "negctrl", "output", "pow", "qubit", "return", "stretch",
        "switch", "true", "uint", "while", "angle", "π",
    ]
}

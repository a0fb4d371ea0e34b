/// Why a program text is not a circuit, and where it was noticed.
package struct CircuitTextError: Error, Equatable, Sendable {
    /// What is wrong, as one sentence of fixed text.
    package var sentence: String
    /// From 1.
    package var line: Int
    /// From 1, in characters.
    package var column: Int
    /// The name or token at fault, cut short; empty where there is none.
    package var found: String
    /// Whether the text is right and merely says something that cannot be simulated here.
    package var isUnsupported: Bool
    /// What would be the most; nil where it is not a matter of size.
    package var limit: Int?

    package init(
        _ sentence: String, line: Int, column: Int, found: String = "", isUnsupported: Bool = false,
        limit: Int? = nil
    ) {
        self.sentence = sentence
        self.line = line
        self.column = column
        self.found = found
        self.isUnsupported = isUnsupported
        self.limit = limit
    }
}

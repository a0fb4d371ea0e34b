/// What a program may be. Each limit is checked before memory or time is taken for what it limits.
package struct OpenQASMLimits: Equatable, Sendable {
    package var byteCountMax = 64 << 20
    package var tokenCountMax = 16_000_000
    /// Statements and expressions within each other; modifiers of one gate.
    package var nestingDepthMax = 64
    /// Expressions within each other, a long sum's and a long row of selections' among them; and what is unfolded at
    /// once: expressions, gates, and statements, each of which counts fourfold. Bounds the stack.
    package var unfoldingDepthMax = 1_000
    /// Entries of an expression that is computed while the circuit runs.
    package var expressionEntryCountMax = 10_000
    package var qubitCountMax = 4_096
    package var clbitCountMax = 4_096
    /// Classical variables that exist at once.
    package var variableCountMax = 4_096
    /// Inputs of a program.
    package var inputCountMax = 65_536
    /// Gates, statements, expressions and rounds of loops that are gone through while loops, gates and subroutines are
    /// unfolded. A step takes at most a few hundred nanoseconds.
    package var stepCountMax = 8_000_000
    /// Instructions of the circuit.
    package var instructionCountMax = 4_000_000
    /// Rounds of a counted loop that are unfolded; a longer one stays a loop, and must make do without constants.
    package var unfoldedRoundCountMax = 100_000
    package var controlCountMax = 32
    /// Gates of the table that one gate may unfold to.
    package var primitiveCountMax = 1_000_000

    package init() {}
}

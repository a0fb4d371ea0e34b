/// What a request may hold. Each limit is checked before memory is taken for what it limits.
package struct CircuitLimits: Hashable, Sendable {
    package var requestByteCountMax = 256 << 20
    /// Runs of a request, and structures of a request.
    package var circuitCountMax = 100_000
    package var shotCountMax = 10_000_000
    /// Qubits a circuit may declare. How many of them may be in use is the simulator's limit.
    package var declaredQubitCountMax = 4_096
    package var clbitCountMax = 4_096
    /// Classical variables of a circuit.
    package var variableCountMax = 4_096
    /// Instructions of a whole request, those in bodies and the entries of expressions included.
    package var instructionCountMax = 4_000_000
    /// Parameters that all runs of a request compute from the inputs of programs.
    package var formulaValueCountMax = 16_000_000
    package var nestingDepthMax = 32
    /// Operators within operators.
    package var expressionDepthMax = 64
    /// Qubits of a matrix; its entries are `4^n`.
    package var unitaryQubitCountMax = 8
    /// Qubits of a diagonal; its entries are `2^n`.
    package var diagonalQubitCountMax = 16
    package var addedControlCountMax = 32
    /// Qubits whose probabilities or density matrix may be saved; memory limits them further.
    package var savedQubitCountMax = 30
    /// Amplitudes that may be picked at one point.
    package var savedAmplitudeCountMax = 1 << 20
    /// Pauli strings of one observable.
    package var observableTermCountMax = 1 << 20

    package init() {}
}

/// What a request may hold. Each limit is checked before memory is taken for what it limits.
package struct CircuitLimits: Equatable, Sendable {
    package var requestByteCountMax = 256 << 20
    package var circuitCountMax = 100_000
    package var shotCountMax = 10_000_000
    /// Qubits a circuit may declare. How many of them may be in use is the simulator's limit.
    package var declaredQubitCountMax = 4_096
    package var clbitCountMax = 4_096
    /// Instructions of a whole request, those in bodies included.
    package var instructionCountMax = 4_000_000
    package var nestingDepthMax = 32
    /// Qubits of a matrix; its entries are `4^n`.
    package var unitaryQubitCountMax = 8
    /// Qubits of a diagonal; its entries are `2^n`.
    package var diagonalQubitCountMax = 16
    package var addedControlCountMax = 32

    package init() {}
}

import CircuitModel

/// What amplitudes are multiplied by in which two qubits, or a single one named twice, are 1.
struct PhaseFactor: Equatable, Sendable {
    var first: Int
    var second: Int
    var factor: Complex
}

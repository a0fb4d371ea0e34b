/// One step of a circuit.
package indirect enum Instruction: Equatable, Sendable {
    /// A unitary operation on qubits.
    case gate(GateOperation)
    /// Measures a qubit in the computational basis and writes the outcome to a classical bit.
    case measure(qubit: Int, clbit: Int)
    /// Brings a qubit to 0, whatever it was.
    case reset(qubit: Int)
    /// Orders what is before and after it; without effect on the outcome.
    case barrier(qubits: [Int])
    /// Runs one of two bodies, by what the classical bits hold now.
    case conditional(Condition, then: [Instruction], otherwise: [Instruction])
}

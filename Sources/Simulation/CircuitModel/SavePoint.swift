/// Something to be reported about the state at a point of a circuit.
///
/// Where shots have gone different ways before that point, numbers are means over the shots; a state vector is
/// that of the way the first shot went, and is refused where a density matrix is what there is.
package enum SavePoint: Equatable, Sendable {
    /// `2^n` amplitudes of all declared qubits, complex.
    case stateVector
    /// The amplitudes of these basis states, complex.
    case amplitudes([UInt64])
    /// `2^k` probabilities of the outcomes of the given qubits; the first is an outcome's bit 0.
    case probabilities(qubits: [Int])
    /// `4^k` entries of the reduced state of the given qubits, row-major, complex; the first is an index's bit 0.
    case densityMatrix(qubits: [Int])
    /// `4^n` entries of what the circuit did so far to all declared qubits, row-major, complex.
    case unitary
    /// The mean of an observable: exact, or estimated with the request's shots as a device would, measuring the
    /// strings in groups that agree qubit by qubit. Two numbers: the value and its standard error (exact: 0).
    case expectation(PauliSum, isSampled: Bool)
}

/// One thing that noise does to qubits.
///
/// Qubits are positions among those that an error acts on. Matrices are row-major, each entry as real then imaginary
/// part; bit 0 of an index is the first of the operation's qubits.
package enum NoiseOperation: Equatable, Sendable {
    /// X where only ``xMask`` has a qubit's bit, Z where only ``zMask`` has it, Y where both have.
    case pauli(xMask: UInt32, zMask: UInt32)
    case unitary(qubits: [Int], matrix: [Double])
    /// Brings a qubit to 0, whatever it was.
    case reset(qubit: Int)
    /// One of several matrices, with the probability that the state gives it: `|K ψ|²`. Their `K†K` sum to 1.
    case kraus(qubits: [Int], matrices: [[Double]])

    /// Applies the operation to a channel's outcome.
    func append(to matrix: inout TransferMatrix) {
        switch self {
        case .pauli(let xMask, let zMask):
            for position in 0..<matrix.qubitCount where (xMask | zMask) >> UInt32(position) & 1 == 1 {
                let (isX, isZ) = (xMask >> UInt32(position) & 1 == 1, zMask >> UInt32(position) & 1 == 1)
                let signs = [1, isZ ? -1.0 : 1, isX != isZ ? -1.0 : 1, isX ? -1.0 : 1]
                matrix.append(TransferMatrix(diagonal: signs), on: [position])
            }
        case .unitary(let qubits, let entries):
            matrix.append(TransferMatrix(operators: [entries], qubitCount: qubits.count), on: qubits)
        case .reset(let qubit): matrix.append(Self.resetMatrix, on: [qubit])
        case .kraus(let qubits, let matrices):
            matrix.append(TransferMatrix(operators: matrices, qubitCount: qubits.count), on: qubits)
        }
    }

    /// Z becomes what the identity was, X and Y vanish.
    package static let resetMatrix = TransferMatrix(
        qubitCount: 1, values: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0])
}

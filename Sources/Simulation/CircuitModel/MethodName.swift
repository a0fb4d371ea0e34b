/// Which way of simulating is asked for, or was used. Raw values are codes of the packed form.
package enum MethodName: UInt8, CaseIterable, Sendable {
    /// Whichever of the others suits the circuit best.
    case automatic = 0
    case stateVector = 1
    case densityMatrix = 2
    case stabilizer = 3
    case matrixProductState = 4
    /// What the whole circuit does, as a matrix.
    case unitary = 5

    /// As programs and error contexts spell it.
    package var text: String {
        switch self {
        case .automatic: "automatic"
        case .stateVector: "statevector"
        case .densityMatrix: "density_matrix"
        case .stabilizer: "stabilizer"
        case .matrixProductState: "matrix_product_state"
        case .unitary: "unitary"
        }
    }
}

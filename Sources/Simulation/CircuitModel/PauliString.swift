/// A product of Pauli matrices on different qubits; on all others it is the identity.
package struct PauliString: Equatable, Sendable {
    /// Raw values are codes of the packed form.
    package enum Factor: UInt32, Sendable {
        case x = 1
        case y = 2
        case z = 3
    }

    package struct Position: Equatable, Sendable {
        package var qubit: Int
        package var factor: Factor

        package init(_ factor: Factor, _ qubit: Int) {
            self.qubit = qubit
            self.factor = factor
        }
    }

    /// In any order, each qubit at most once.
    package var positions: [Position]

    package init(_ positions: [Position]) { self.positions = positions }
}

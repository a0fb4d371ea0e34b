/// A unitary on the qubits of a chain. Matrices are row-major, each entry as real then imaginary part; bit 0 of an
/// index is the first qubit.
package enum ChainOperation: Sendable {
    /// `2 · 4^k` numbers on `k` different qubits, at least one.
    case matrix([Double], qubits: [Int])
    /// 8 numbers on one qubit, where all the controls hold their values: of any number, at any distance.
    case controlled([Double], target: Int, controls: [Control])
    /// Exchanges two qubits.
    case exchange(Int, Int)

    package struct Control: Equatable, Sendable {
        package var qubit: Int
        /// What the qubit must be for the matrix to act.
        package var value: Bool

        package init(_ qubit: Int, is value: Bool) {
            self.qubit = qubit
            self.value = value
        }
    }
}

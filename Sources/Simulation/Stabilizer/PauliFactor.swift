/// A Pauli matrix on one qubit: X, Z, or with both set Y.
package struct PauliFactor: Equatable, Sendable {
    package var qubit: Int
    package var hasX: Bool
    package var hasZ: Bool

    package init(qubit: Int, hasX: Bool, hasZ: Bool) {
        self.qubit = qubit
        self.hasX = hasX
        self.hasZ = hasZ
    }
}

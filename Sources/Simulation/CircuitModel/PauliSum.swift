/// An observable: a sum of Pauli strings with real coefficients.
package struct PauliSum: Equatable, Sendable {
    package var strings: [PauliString]
    /// One for each of ``strings``.
    package var coefficients: [Double]

    package init(strings: [PauliString], coefficients: [Double]) {
        self.strings = strings
        self.coefficients = coefficients
    }
}

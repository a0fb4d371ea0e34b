/// Pauli matrices that strike at random.
///
/// Probabilities are indexed by bits: bit 0 says X on the first qubit, bit 1 Z on it, bits 2 and 3 the same of the
/// second; X and Z together are Y. What is missing to 1 is the identity.
package struct PauliChannel: Hashable, Sendable {
    package let qubitCount: Int
    /// `4^qubitCount` of them, the first (identity) ignored.
    package let probabilities: [Double]

    /// - Precondition: One or two qubits; probabilities from 0 to 1 with a sum of at most 1 but for rounding.
    package init(qubitCount: Int, probabilities: [Double]) {
        precondition((1...2).contains(qubitCount), "A channel acts on one or two qubits.")
        precondition(probabilities.count == 1 << (2 * qubitCount), "There is a probability for each Pauli.")
        precondition(probabilities.allSatisfy { (0...1).contains($0) }, "Probabilities are from 0 to 1.")
        precondition(
            probabilities.dropFirst().reduce(0, +) < 1 + 1e-9, "Probabilities have a sum of at most 1.")
        self.qubitCount = qubitCount
        self.probabilities = probabilities
    }

    /// With a probability, one of all Paulis but the identity, each as likely as the others.
    package static func uniform(qubitCount: Int, errorProbability: Double) -> PauliChannel {
        let count = 1 << (2 * qubitCount)
        let each = errorProbability / Double(count - 1)
        return PauliChannel(
            qubitCount: qubitCount, probabilities: [0] + [Double](repeating: each, count: count - 1))
    }

    /// That anything but the identity strikes.
    var errorProbability: Double { min(1, self.probabilities.dropFirst().reduce(0, +)) }
}

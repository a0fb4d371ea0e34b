/// One of several sequences of operations, drawn with fixed probabilities.
package struct NoiseChannel: Equatable, Sendable {
    package struct Term: Equatable, Sendable {
        package var probability: Double
        /// In the order in which they act; none for the term that does nothing.
        package var operations: [NoiseOperation]

        package init(_ probability: Double, _ operations: [NoiseOperation]) {
            self.probability = probability
            self.operations = operations
        }
    }

    /// At least one; probabilities are above 0 and sum to 1.
    package let terms: [Term]
    /// Qubits of the error that this is part of.
    package let qubitCount: Int
    /// What the channel does on average over its terms.
    package let transferMatrix: TransferMatrix

    /// - Parameters:
    ///   - terms: Probabilities at least 0 with a sum near 1; they are scaled to sum to 1.
    ///   - transferMatrix: If it is already known.
    package init(qubitCount: Int, terms: [Term], transferMatrix: TransferMatrix? = nil) {
        let sum = terms.reduce(0) { $0 + $1.probability }
        let terms = terms.filter { $0.probability > 0 }.map { Term($0.probability / sum, $0.operations) }
        precondition(!terms.isEmpty, "A channel does something, if nothing.")
        self.terms = terms
        self.qubitCount = qubitCount
        self.transferMatrix = transferMatrix ?? Self.transferMatrix(of: terms, qubitCount: qubitCount)
    }

    /// The same among more qubits, of which those that are added are left alone.
    func widened(to qubitCount: Int) -> NoiseChannel {
        if qubitCount == self.qubitCount { return self }
        var matrix = TransferMatrix.identity(qubitCount: qubitCount)
        matrix.append(self.transferMatrix, on: Array(0..<self.qubitCount))
        return NoiseChannel(qubitCount: qubitCount, terms: self.terms, transferMatrix: matrix)
    }

    private static func transferMatrix(of terms: [Term], qubitCount: Int) -> TransferMatrix {
        let identity = TransferMatrix.identity(qubitCount: qubitCount)
        var sum = TransferMatrix(diagonal: [Double](repeating: 0, count: identity.dimension))
        for term in terms {
            var matrix = identity
            for operation in term.operations { operation.append(to: &matrix) }
            sum.add(matrix, scaledBy: term.probability)
        }
        return sum
    }
}

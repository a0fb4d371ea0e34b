extension CircuitStructure {
    /// A matrix's columns must have length 1 to one part in a million, and be as much at right angles: what
    /// rounding leaves of a unitary.
    private static let tolerance = 1e-6

    /// - Parameters:
    ///   - numbers: All of a run's, finite.
    ///   - byteOffset: Of the run's numbers, for the error.
    func checkMatrices(in numbers: [Double], byteOffset: Int) throws(CircuitFormatError) {
        // Gates that come with formulas are named ones.
        guard self.formulas == nil else { return }
        for gate in self.matrices where !Self.isUnitary(gate, numbers) {
            throw CircuitFormatError(
                .notUnitary, field: "matrix", byteOffset: byteOffset + 8 * (gate.parameterStart + 1),
                gate: self.gate(takingNumber: gate.parameterStart))
        }
    }

    private static func isUnitary(_ gate: GateOperation, _ numbers: [Double]) -> Bool {
        let start = gate.parameterStart
        switch gate.kind {
        case .standard: return true
        case .diagonal(let qubitCount):
            return (0..<(1 << qubitCount)).allSatisfy { index in
                let (real, imaginary) = (numbers[start + 2 * index], numbers[start + 2 * index + 1])
                // Written so that an overflow to infinity fails too.
                return abs(real * real + imaginary * imaginary - 1) < Self.tolerance
            }
        case .unitary(let qubitCount):
            let rowCount = 1 << qubitCount
            return (0..<rowCount).allSatisfy { left in
                (left..<rowCount).allSatisfy { right in
                    let product = Self.product(numbers, start, rowCount, left, right)
                    return abs(product.real - (left == right ? 1 : 0)) < Self.tolerance
                        && abs(product.imaginary) < Self.tolerance
                }
            }
        }
    }

    /// Inner product of two columns.
    private static func product(
        _ numbers: [Double], _ start: Int, _ rowCount: Int, _ left: Int, _ right: Int
    ) -> (real: Double, imaginary: Double) {
        var sum = (real: 0.0, imaginary: 0.0)
        for row in 0..<rowCount {
            let (a, b) = (start + 2 * (row * rowCount + left), start + 2 * (row * rowCount + right))
            sum.real += numbers[a] * numbers[b] + numbers[a + 1] * numbers[b + 1]
            sum.imaginary += numbers[a] * numbers[b + 1] - numbers[a + 1] * numbers[b]
        }
        return sum
    }
}

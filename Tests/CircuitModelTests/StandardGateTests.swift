import CircuitModel
import Testing

@Suite struct StandardGateTests {
    @Test(arguments: StandardGate.allCases)
    func everyMatrixIsUnitary(gate: StandardGate) {
        let shape = gate.shape
        let parameters = (0..<shape.parameterCount).map { 0.3 + 0.9 * Double($0) }
        var matrix: [Double] = []
        gate.appendMatrix(parameters: parameters[...], to: &matrix)
        let rowCount = 1 << shape.targetCount
        #expect(matrix.count == 2 * rowCount * rowCount)
        for left in 0..<rowCount {
            for right in 0..<rowCount {
                var (real, imaginary) = (0.0, 0.0)
                for column in 0..<rowCount {
                    let (l, r) = (2 * (left * rowCount + column), 2 * (right * rowCount + column))
                    real += matrix[l] * matrix[r] + matrix[l + 1] * matrix[r + 1]
                    imaginary += matrix[l + 1] * matrix[r] - matrix[l] * matrix[r + 1]
                }
                #expect(abs(real - (left == right ? 1 : 0)) < 1e-15)
                #expect(abs(imaginary) < 1e-15)
            }
        }
    }

    @Test func noTwoGatesShareANameAndASize() {
        let names = StandardGate.allCases.map { "\($0.shape.name) \($0.shape.qubitCount)" }
        #expect(Set(names).count == names.count)
    }
}

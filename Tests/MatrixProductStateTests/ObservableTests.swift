import MatrixProductState
import Testing

/// Goal: means, probabilities, reduced states and amplitudes are those of the state.
@Suite struct ObservableTests {
    @Test(arguments: UInt64(0)..<30)
    func theyAgreeWithAllAmplitudes(seed: UInt64) {
        var numbers = SeededNumbers(seed: seed)
        let qubitCount = 1 + Int(seed % 8)
        var state = MatrixProductState(qubitCount: qubitCount, truncation: Truncation(weightMax: 0))
        var dense = DenseState(qubitCount: qubitCount)
        for _ in 0..<(3 * qubitCount) {
            let qubits = numbers.qubits(min(2, qubitCount), of: qubitCount)
            let matrix = numbers.unitary(qubitCount: qubits.count)
            state.apply(matrix, to: qubits)
            dense.apply(matrix, to: qubits)
        }
        let targets = numbers.qubits(1 + numbers.index(below: min(3, qubitCount)), of: qubitCount)
        let factors = targets.map {
            (qubit: $0, matrix: [Matrix.x, Matrix.y, Matrix.z][numbers.index(below: 3)])
        }
        let means = state.expectations(of: [factors, [], [factors[0]]]) {}
        let expected = [dense.expectation(of: factors), 1, dense.expectation(of: [factors[0]])]
        #expect(Self.distance(means, expected) < 1e-12)
        #expect(Self.distance(state.probabilities(of: targets) {}, dense.probabilities(of: targets)) < 1e-12)
        #expect(
            Self.distance(state.densityMatrix(of: targets) {}, Self.densityMatrix(dense, targets)) < 1e-12)
        for index in 0..<(1 << qubitCount) {
            let amplitude = state.amplitude(of: [UInt64(index)])
            #expect(abs(amplitude.real - dense.amplitudes[2 * index]) < 1e-12)
            #expect(abs(amplitude.imaginary - dense.amplitudes[2 * index + 1]) < 1e-12)
        }
    }

    @Test func ofNoQubitsEverythingIsOne() {
        var state = MatrixProductState(qubitCount: 3)
        #expect(state.expectations(of: [[]]) {} == [1])
        #expect(state.probabilities(of: []) {} == [1])
        #expect(state.densityMatrix(of: []) {} == [1, 0])
    }

    private static func distance(_ left: [Double], _ right: [Double]) -> Double {
        guard left.count == right.count else { return .infinity }
        return zip(left, right).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }

    /// Sums over the values of the qubits that are not asked for.
    private static func densityMatrix(_ state: DenseState, _ targets: [Int]) -> [Double] {
        let (rowCount, a) = (1 << targets.count, state.amplitudes)
        var result = [Double](repeating: 0, count: 2 * rowCount * rowCount)
        let mask = targets.reduce(0) { $0 | 1 << $1 }
        func place(_ value: Int, in index: Int) -> Int {
            targets.enumerated().reduce(index) { $0 | (value >> $1.offset & 1) << $1.element }
        }
        for rest in 0..<(a.count / 2) where rest & mask == 0 {
            for row in 0..<rowCount {
                for column in 0..<rowCount {
                    let (i, j) = (2 * place(row, in: rest), 2 * place(column, in: rest))
                    result[2 * (row * rowCount + column)] += a[i] * a[j] + a[i + 1] * a[j + 1]
                    result[2 * (row * rowCount + column) + 1] += a[i + 1] * a[j] - a[i] * a[j + 1]
                }
            }
        }
        return result
    }
}

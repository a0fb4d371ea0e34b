/// All amplitudes of a few qubits, changed in the most obvious way.
struct DenseState {
    /// Real then imaginary part; bit 0 of an index is qubit 0.
    private(set) var amplitudes: [Double]

    init(qubitCount: Int) {
        self.amplitudes = [Double](repeating: 0, count: 2 << qubitCount)
        self.amplitudes[0] = 1
    }

    mutating func apply(_ matrix: [Double], to qubits: [Int]) {
        let rowCount = 1 << qubits.count
        var result = [Double](repeating: 0, count: self.amplitudes.count)
        for index in 0..<(result.count / 2) {
            let row = Self.value(of: qubits, in: index)
            for column in 0..<rowCount {
                var source = index
                for (bit, qubit) in qubits.enumerated() {
                    source = source & ~(1 << qubit) | (column >> bit & 1) << qubit
                }
                let entry = 2 * (row * rowCount + column)
                let (a, b) = (matrix[entry], matrix[entry + 1])
                let (c, d) = (self.amplitudes[2 * source], self.amplitudes[2 * source + 1])
                result[2 * index] += a * c - b * d
                result[2 * index + 1] += a * d + b * c
            }
        }
        self.amplitudes = result
    }

    /// Keeps what agrees with a measurement's outcome, and scales it to length 1.
    mutating func collapse(qubit: Int, to value: Int) {
        let scale = 1 / self.probabilities(of: [qubit])[value].squareRoot()
        for index in self.amplitudes.indices {
            self.amplitudes[index] *= index >> (qubit + 1) & 1 == value ? scale : 0
        }
    }

    func probabilities(of qubits: [Int]) -> [Double] {
        var sums = [Double](repeating: 0, count: 1 << qubits.count)
        for index in 0..<(self.amplitudes.count / 2) {
            sums[Self.value(of: qubits, in: index)] += self.weight(index)
        }
        return sums
    }

    /// The mean of a product of matrices.
    func expectation(of factors: [(qubit: Int, matrix: [Double])]) -> Double {
        var turned = self
        for factor in factors { turned.apply(factor.matrix, to: [factor.qubit]) }
        return zip(self.amplitudes, turned.amplitudes).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// The squared overlap with another state.
    func fidelity(to other: [Double]) -> Double {
        var (real, imaginary) = (0.0, 0.0)
        for index in stride(from: 0, to: other.count, by: 2) {
            let (a, b) = (self.amplitudes[index], self.amplitudes[index + 1])
            real += a * other[index] + b * other[index + 1]
            imaginary += a * other[index + 1] - b * other[index]
        }
        return real * real + imaginary * imaginary
    }

    /// The largest difference of a number.
    func distance(to other: [Double]) -> Double {
        guard other.count == self.amplitudes.count else { return .infinity }
        return zip(self.amplitudes, other).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }

    private func weight(_ index: Int) -> Double {
        let (a, b) = (self.amplitudes[2 * index], self.amplitudes[2 * index + 1])
        return a * a + b * b
    }

    private static func value(of qubits: [Int], in index: Int) -> Int {
        qubits.enumerated().reduce(0) { $0 | (index >> $1.element & 1) << $1.offset }
    }
}

import MatrixProductState

extension MatrixProductState {
    mutating func apply(_ matrix: [Double], to qubits: [Int]) {
        self.apply(matrix, to: qubits) { _ in }
    }

    mutating func apply<Failure: Error>(
        _ matrix: [Double], to qubits: [Int], willSplit: (SplittingSize) throws(Failure) -> Void
    ) throws(Failure) {
        try self.evolve(
            ChainPlan([.matrix(matrix, qubits: qubits)], qubitCount: self.qubitCount), willSplit: willSplit,
            check: { () throws(Failure) in })
    }

    mutating func probabilityOfOne(ofQubit qubit: Int) -> Double {
        self.probabilityOfOne(ofQubit: qubit, check: {})
    }

    mutating func collapse(qubit: Int, to value: Int) { self.collapse(qubit: qubit, to: value, check: {}) }

    func amplitudes() -> [Double] { self.amplitudes(check: {}) }

    func amplitude(of words: [UInt64]) -> (real: Double, imaginary: Double) {
        self.amplitude(of: words, check: {})
    }

    /// How many of the shots gave each outcome of all qubits, the outcome as words.
    mutating func counts(shotCount: Int, seed: UInt64) -> [[UInt64]: Int] {
        var (numbers, counts) = (SeededNumbers(seed: seed), [[UInt64]: Int]())
        self.sample(
            shotCount: shotCount, qubits: Array(0..<self.qubitCount), uniform: { numbers.uniform() },
            check: {}, found: { counts[Array($0), default: 0] += $1 })
        return counts
    }
}

/// Matrices by name.
enum Matrix {
    private static let half = 0.5.squareRoot()
    static let x: [Double] = [0, 0, 1, 0, 1, 0, 0, 0]
    static let y: [Double] = [0, 0, 0, -1, 0, 1, 0, 0]
    static let z: [Double] = [1, 0, 0, 0, 0, 0, -1, 0]
    static let hadamard: [Double] = [half, 0, half, 0, half, 0, -half, 0]
    /// The first qubit is the control.
    static let cx: [Double] = [0, 3, 2, 1].flatMap { one in (0..<4).flatMap { [$0 == one ? 1 : 0, 0] } }
}

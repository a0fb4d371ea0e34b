import SimulatorCore

/// A state vector that does everything by definition, slowly: what the fast one is compared with.
struct PlainState {
    let qubitCount: Int
    var real: [Double]
    var imaginary: [Double]

    init(qubitCount: Int) {
        self.qubitCount = qubitCount
        self.real = [Double](repeating: 0, count: 1 << qubitCount)
        self.imaginary = self.real
        self.real[0] = 1
    }

    var numbers: [Double] { self.real.indices.flatMap { [self.real[$0], self.imaginary[$0]] } }

    mutating func apply(_ operation: LinearOperation) {
        let targets = operation.targets
        let matrix = Self.matrix(of: operation)
        let before = self
        for index in self.real.indices where index & operation.controlMask == operation.controlValue {
            let row = Self.value(of: targets, in: index)
            var (a, b) = (0.0, 0.0)
            for column in 0..<(1 << targets.count) {
                let other = Self.index(index, with: targets, holding: column)
                let entry = 2 * (row << targets.count + column)
                a += matrix[entry] * before.real[other] - matrix[entry + 1] * before.imaginary[other]
                b += matrix[entry] * before.imaginary[other] + matrix[entry + 1] * before.real[other]
            }
            (self.real[index], self.imaginary[index]) = (a, b)
        }
    }

    func weight(_ index: Int) -> Double {
        self.real[index] * self.real[index] + self.imaginary[index] * self.imaginary[index]
    }

    /// `⟨ψ|P|ψ⟩`, with `P|i⟩ = i^(x·z) (-1)^(i·z) |i ⊕ x⟩`.
    func expectation(of string: PauliMasks) -> Double {
        var sum = 0.0
        for index in self.real.indices {
            let other = index ^ string.x
            let isOdd = (index & string.z).nonzeroBitCount & 1 == 1
            var (a, b) = (self.real[index], self.imaginary[index])
            for _ in 0..<((string.x & string.z).nonzeroBitCount) { (a, b) = (-b, a) }
            if isOdd { (a, b) = (-a, -b) }
            sum += self.real[other] * a + self.imaginary[other] * b
        }
        return sum
    }

    static func value(of qubits: [Int], in index: Int) -> Int {
        qubits.enumerated().reduce(0) { $0 | (index >> $1.element & 1) << $1.offset }
    }

    private static func index(_ index: Int, with qubits: [Int], holding value: Int) -> Int {
        qubits.enumerated().reduce(index) { index, qubit in
            index & ~(1 << qubit.element) | (value >> qubit.offset & 1) << qubit.element
        }
    }

    private static func matrix(of operation: LinearOperation) -> [Double] {
        switch operation.kind {
        case .dense(_, let matrix): return matrix
        case .diagonal(let targets, let entries):
            let rowCount = 1 << targets.count
            var matrix = [Double](repeating: 0, count: 2 * rowCount * rowCount)
            for row in 0..<rowCount {
                matrix[2 * row * (rowCount + 1)] = entries[2 * row]
                matrix[2 * row * (rowCount + 1) + 1] = entries[2 * row + 1]
            }
            return matrix
        case .swap:
            var matrix = [Double](repeating: 0, count: 32)
            for entry in [0, 6, 9, 15] { matrix[2 * entry] = 1 }
            return matrix
        }
    }
}

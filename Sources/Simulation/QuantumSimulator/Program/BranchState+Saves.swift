import CircuitModel
import SimulatorCore

extension BranchState {
    /// The numbers of something saved, in the order of ``SavePoint``.
    ///
    /// - Parameter shotCount: For estimates.
    func value(
        of save: SavePoint, program: Program, shotCount: Int, random: inout PhiloxRandom,
        cancellation: CancellationFlag
    ) throws(SimulatorError) -> [Double] {
        switch save {
        case .stateVector:
            let amplitudes = self.amplitudes(0..<(1 << self.qubitCount))
            try cancellation.check()
            return self.turned(amplitudes, by: program.globalPhase)
        case .amplitudes(let indices):
            let amplitudes = indices.flatMap { self.amplitudes(Int($0)..<(Int($0) + 1)) }
            try cancellation.check()
            return self.turned(amplitudes, by: program.globalPhase)
        case .probabilities(let qubits):
            let probabilities = self.probabilities(of: program.bits(of: qubits))
            try cancellation.check()
            return probabilities
        case .densityMatrix(let qubits):
            return try self.densityMatrix(of: program.bits(of: qubits), cancellation: cancellation)
        case .unitary: preconditionFailure("A state is not a matrix; the method said so.")
        case .expectation(let sum, isSampled: false):
            let mean = self.expectation(of: program.terms(of: sum))
            try cancellation.check()
            return [mean, 0]
        case .expectation(let sum, isSampled: true):
            return try self.estimate(
                program.terms(of: sum), misreadings: program.bitMisreadings, shotCount: shotCount,
                random: &random,
                cancellation: cancellation)
        }
    }

    private func turned(_ amplitudes: [Double], by angle: Double) -> [Double] {
        guard angle != 0 else { return amplitudes }
        let factor = SineCosine(angle)
        var turned = amplitudes
        for index in stride(from: 0, to: amplitudes.count, by: 2) {
            let (real, imaginary) = (amplitudes[index], amplitudes[index + 1])
            turned[index] = factor.cosine * real - factor.sine * imaginary
            turned[index + 1] = factor.cosine * imaginary + factor.sine * real
        }
        return turned
    }

    private func expectation(of terms: PauliTerms) -> Double {
        let values = self.expectations(of: terms.strings)
        return zip(terms.coefficients, values).reduce(terms.constant) { $0 + $1.0 * $1.1 }
    }

    /// The reduced state of some bits: amplitudes that agree in all others, multiplied and added up.
    func densityMatrix(
        of bits: [Int], cancellation: CancellationFlag
    ) throws(SimulatorError) -> [Double] {
        let rowCount = 1 << bits.count
        let offsets = (0..<rowCount).map { row in
            bits.enumerated().reduce(0) { $0 | (row >> $1.offset & 1) << $1.element }
        }
        let amplitudes = self.amplitudes(0..<(1 << self.qubitCount))
        var matrix = [Double](repeating: 0, count: 2 * rowCount * rowCount)
        var rest = FreeVectors(fixed: offsets[rowCount - 1], value: 0, count: 1 << self.qubitCount)
        while let base = rest.next() {
            try cancellation.check()
            for row in 0..<rowCount {
                let left = 2 * (base | offsets[row])
                let (a, b) = (amplitudes[left], amplitudes[left + 1])
                for column in 0...row {
                    let right = 2 * (base | offsets[column])
                    let (c, d) = (amplitudes[right], amplitudes[right + 1])
                    matrix[2 * (row * rowCount + column)] += a * c + b * d
                    matrix[2 * (row * rowCount + column) + 1] += b * c - a * d
                }
            }
        }
        for row in 0..<rowCount {
            for column in 0..<row {
                matrix[2 * (column * rowCount + row)] = matrix[2 * (row * rowCount + column)]
                matrix[2 * (column * rowCount + row) + 1] = -matrix[2 * (row * rowCount + column) + 1]
            }
        }
        return matrix
    }
}

import MatrixProductState
import Synchronization
import Testing

/// Goal: what is measured is distributed as the state says, and the state afterwards agrees with it.
@Suite struct MeasurementTests {
    @Test(arguments: UInt64(0)..<40)
    func aMeasurementInTheMiddleLeavesWhatAgrees(seed: UInt64) {
        var numbers = SeededNumbers(seed: seed)
        let qubitCount = 2 + Int(seed % 7)
        var state = MatrixProductState(qubitCount: qubitCount, truncation: Truncation(weightMax: 0))
        var dense = DenseState(qubitCount: qubitCount)
        for _ in 0..<(3 * qubitCount) {
            let qubits = numbers.qubits(2, of: qubitCount)
            let matrix = numbers.unitary(qubitCount: 2)
            state.apply(matrix, to: qubits)
            dense.apply(matrix, to: qubits)
            let measured = numbers.index(below: qubitCount)
            let probability = dense.probabilities(of: [measured])[1]
            #expect(abs(state.probabilityOfOne(ofQubit: measured) - probability) < 1e-12)
            let value = numbers.uniform() < probability ? 1 : 0
            state.collapse(qubit: measured, to: value)
            dense.collapse(qubit: measured, to: value)
        }
        #expect(dense.distance(to: state.amplitudes()) < 1e-10)
    }

    @Test func measuringOneOfManyLetsAllBondsGo() {
        var state = Self.agreement(qubitCount: 40)
        #expect(state.bondDimensions.allSatisfy { $0 == 2 })
        #expect(abs(state.probabilityOfOne(ofQubit: 17) - 0.5) < 1e-14)
        state.collapse(qubit: 17, to: 1)
        #expect(state.bondDimensions.allSatisfy { $0 == 1 })
        #expect(state.counts(shotCount: 50, seed: 5) == [[1 << 40 - 1]: 50])
    }

    @Test func aThousandQubitsInAgreementStayInAgreement() {
        var state = Self.agreement(qubitCount: 1000)
        let counts = state.counts(shotCount: 2000, seed: 11)
        let ones = [UInt64](repeating: .max, count: 15) + [1 << 40 - 1]
        #expect(Set(counts.keys) == [[UInt64](repeating: 0, count: 16), ones])
        #expect((900...1100).contains(counts[ones] ?? 0))
        #expect(state.bondDimensionReached == 2)
    }

    @Test(arguments: UInt64(0)..<30)
    func shotsAreDistributedAsTheStateSays(seed: UInt64) {
        var numbers = SeededNumbers(seed: seed)
        var state = MatrixProductState(qubitCount: 5)
        var dense = DenseState(qubitCount: 5)
        for _ in 0..<12 {
            let qubits = numbers.qubits(2, of: 5)
            let matrix = numbers.unitary(qubitCount: 2)
            state.apply(matrix, to: qubits)
            dense.apply(matrix, to: qubits)
        }
        let shotCount = 40_000
        let counts = state.counts(shotCount: shotCount, seed: seed)
        #expect(counts.values.reduce(0, +) == shotCount)
        // Pearson's statistic over 32 outcomes: 31 on average, above 75 once in 20,000 times.
        let statistic = dense.probabilities(of: [0, 1, 2, 3, 4]).enumerated().reduce(0.0) {
            let expected = $1.element * Double(shotCount)
            let difference = Double(counts[[UInt64($1.offset)]] ?? 0) - expected
            return $0 + difference * difference / max(expected, 1e-9)
        }
        #expect(statistic < 75)
    }

    @Test func manyShotsAreDrawnInPortions() {
        var numbers = SeededNumbers(seed: 1)
        var state = MatrixProductState(qubitCount: 16)
        for _ in 0..<2 {
            for qubit in 0..<15 { state.apply(numbers.unitary(qubitCount: 2), to: [qubit, qubit + 1]) }
        }
        var (shotCount, callCount) = (0, 0)
        state.sample(
            shotCount: 100_000, qubits: Array(0..<16), uniform: { numbers.uniform() },
            check: { callCount += 1 },
            found: { shotCount += $1 })
        #expect(shotCount == 100_000 && callCount > 16)
    }

    @Test func qubitsToTheRightOfThoseThatMatterAreNotDrawn() {
        var state = Self.agreement(qubitCount: 10)
        var found: [UInt64] = []
        state.sample(
            shotCount: 10, qubits: [0, 2], uniform: { 0.25 }, check: {}, found: { words, _ in found += words }
        )
        #expect(found == [0b111])
    }

    @Test func theSameNumbersGiveTheSameShotsOnEveryThread() async {
        let expected = Self.run()
        let agreed = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 { group.addTask { Self.run() == expected } }
            return await group.reduce(true) { $0 && $1 }
        }
        #expect(agreed)
    }

    @Test func whatACheckThrowsEndsTheDrawing() {
        struct Stop: Error {}
        var state = Self.agreement(qubitCount: 3)
        #expect(throws: Stop.self) {
            try state.sample(
                shotCount: 1, qubits: [0], uniform: { 0 }, check: { () throws(Stop) in throw Stop() },
                found: { _, _ in })
        }
    }

    /// `(|0…0⟩ + |1…1⟩)/√2`.
    private static func agreement(qubitCount: Int) -> MatrixProductState {
        var state = MatrixProductState(qubitCount: qubitCount)
        state.apply(matrix: Matrix.hadamard, toQubit: 0)
        for qubit in 1..<qubitCount { state.apply(Matrix.cx, to: [qubit - 1, qubit]) }
        return state
    }

    private static func run() -> [[UInt64]: Int] {
        var numbers = SeededNumbers(seed: 99)
        var state = MatrixProductState(qubitCount: 14)
        for _ in 0..<60 {
            state.apply(numbers.unitary(qubitCount: 2, closeness: 0.6), to: numbers.qubits(2, of: 14))
        }
        return state.counts(shotCount: 200, seed: 3)
    }
}

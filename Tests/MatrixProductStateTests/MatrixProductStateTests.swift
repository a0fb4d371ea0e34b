import MatrixProductState
import Testing

/// Goal: the chain is the state that the gates make, whatever qubits they act on, and says what it left out.
/// Method: random unitaries on random qubits, against all amplitudes.
@Suite struct MatrixProductStateTests {
    @Test(arguments: UInt64(0)..<120)
    func randomCircuitsGiveTheirStates(seed: UInt64) {
        var numbers = SeededNumbers(seed: seed)
        let qubitCount = 1 + Int(seed % 10)
        var state = MatrixProductState(qubitCount: qubitCount, truncation: Truncation(weightMax: 0))
        var dense = DenseState(qubitCount: qubitCount)
        for _ in 0..<(4 * qubitCount) {
            let size = 1 + numbers.index(below: min(qubitCount, 5))
            let qubits = numbers.qubits(size, of: qubitCount)
            let matrix = numbers.unitary(qubitCount: size)
            state.apply(matrix, to: qubits)
            dense.apply(matrix, to: qubits)
        }
        #expect(dense.distance(to: state.amplitudes()) < 1e-12)
        #expect(state.discardedWeight < 1e-24)
    }

    @Test(arguments: UInt64(0)..<12, [1, 2, 3])
    func oneCutLosesExactlyWhatItReports(seed: UInt64, bondDimensionMax: Int) {
        // Only the last gate, in the middle of the chain, wants a larger bond than there may be.
        var numbers = SeededNumbers(seed: seed)
        let qubitCount = 2 * bondDimensionMax
        var state = MatrixProductState(
            qubitCount: qubitCount, truncation: Truncation(weightMax: 0, bondDimensionMax: bondDimensionMax))
        var dense = DenseState(qubitCount: qubitCount)
        let outer = (0..<(bondDimensionMax - 1)).flatMap {
            [[$0, $0 + 1], [qubitCount - 1 - $0, qubitCount - 2 - $0]]
        }
        for qubits in outer + [[bondDimensionMax - 1, bondDimensionMax]] {
            #expect(state.discardedWeight < 1e-24)
            let matrix = numbers.unitary(qubitCount: 2)
            state.apply(matrix, to: qubits)
            dense.apply(matrix, to: qubits)
        }
        #expect(state.discardedWeight > 1e-6)
        #expect(abs(1 - dense.fidelity(to: state.amplitudes()) - state.discardedWeight) < 1e-12)
    }

    @Test(arguments: UInt64(0)..<12, [1e-3, 1e-5, 1e-8])
    func whatIsLeftOutBoundsTheInfidelity(seed: UInt64, weightMax: Double) {
        var numbers = SeededNumbers(seed: seed)
        var state = MatrixProductState(qubitCount: 10, truncation: Truncation(weightMax: weightMax))
        var dense = DenseState(qubitCount: 10)
        var splittingCount = 0
        for _ in 0..<60 {
            let qubits = numbers.qubits(2, of: 10)
            let matrix = numbers.unitary(qubitCount: 2, closeness: 0.7)
            state.apply(matrix, to: qubits) { _ in splittingCount += 1 }
            dense.apply(matrix, to: qubits)
        }
        let infidelity = 1 - dense.fidelity(to: state.amplitudes())
        #expect(state.discardedWeight > 0 && state.discardedWeight <= Double(splittingCount) * weightMax)
        // Each cut moves the state by at most the root of twice its weight; ways of so many steps add up.
        #expect(infidelity <= 2 * Double(splittingCount) * state.discardedWeight + 1e-12)
    }

    @Test(arguments: [1, 2, 5, 8])
    func noBondExceedsItsLimit(bondDimensionMax: Int) {
        var numbers = SeededNumbers(seed: 7)
        var state = MatrixProductState(
            qubitCount: 10, truncation: Truncation(weightMax: 1e-16, bondDimensionMax: bondDimensionMax))
        for _ in 0..<60 {
            state.apply(numbers.unitary(qubitCount: 2), to: numbers.qubits(2, of: 10))
            #expect(state.bondDimensions.allSatisfy { $0 <= bondDimensionMax })
        }
        #expect(state.discardedWeight > 0.01)
        #expect(state.bondDimensionReached == bondDimensionMax)
        let length = state.amplitudes().reduce(0) { $0 + $1 * $1 }
        #expect(abs(length - 1) < 1e-12)
    }

    /// Goal: what LAPACK is asked for in pieces is what it gives at once.
    /// Method: four gates across the middle with each half scrambled before it, so that only the last of them comes
    /// to a bond of 256; without a limit, and with one that cuts there and says what it left out.
    @Test(arguments: [nil, 200])
    func longFactorisationsComeInPieces(bondDimensionMax: Int?) {
        var numbers = SeededNumbers(seed: 11)
        var state = MatrixProductState(
            qubitCount: 16, truncation: Truncation(weightMax: 0, bondDimensionMax: bondDimensionMax))
        var dense = DenseState(qubitCount: 16)
        var checkCount = 0
        let layers = (0..<6).flatMap { layer in stride(from: layer % 2, to: 7, by: 2).map { [$0, $0 + 1] } }
        let scrambling = layers + layers.map { $0.map { $0 + 8 } }
        for _ in 0..<4 {
            for qubits in scrambling + [[7, 8]] {
                let matrix = numbers.unitary(qubitCount: 2)
                state.evolve(ChainPlan([.matrix(matrix, qubits: qubits)], qubitCount: 16)) { _ in
                } check: {
                    checkCount += 1
                }
                dense.apply(matrix, to: qubits)
            }
        }
        #expect(state.bondDimensionReached == bondDimensionMax ?? 256)
        #expect((state.discardedWeight > 1e-6) == (bondDimensionMax != nil))
        // Both ways along the chain.
        for qubit in [15, 0] {
            let one = dense.probabilities(of: [qubit])[1]
            #expect(abs(state.probabilityOfOne(ofQubit: qubit) - one) < 0.1)
        }
        #expect(abs(1 - dense.fidelity(to: state.amplitudes()) - state.discardedWeight) < 1e-10)
        #expect(checkCount > 100)
    }

    @Test func aLongFactorisationEndsWhereItIsTold() {
        struct Refusal: Error {}
        var numbers = SeededNumbers(seed: 12)
        var whole = MatrixProductState(qubitCount: 16)
        for layer in 0..<12 {
            for first in stride(from: layer % 2, to: 15, by: 2) {
                whole.apply(numbers.unitary(qubitCount: 2), to: [first, first + 1])
            }
        }
        #expect(whole.bondDimensionReached == 256)
        let plan = ChainPlan([.matrix(Matrix.cx, qubits: [7, 8])], qubitCount: 16)
        var count = 0
        var counted = whole
        counted.evolve(plan) { _ in
        } check: {
            count += 1
        }
        #expect(count > 10)
        for end in 1...count {
            var (state, calls) = (whole, 0)
            #expect(throws: Refusal.self) {
                try state.evolve(plan) { _ throws(Refusal) in
                } check: { () throws(Refusal) in
                    calls += 1
                    if calls == end { throw Refusal() }
                }
            }
            #expect(calls == end)
        }
    }

    @Test func aGateThatIsRefusedEndsWhereItIs() {
        struct Refusal: Error {}
        var state = MatrixProductState(qubitCount: 9)
        var sizes: [SplittingSize] = []
        var numbers = SeededNumbers(seed: 3)
        for step in 0..<8 {
            state.apply(numbers.unitary(qubitCount: 2), to: [step, step + 1]) {
                sizes.append($0)
            }
        }
        #expect(sizes.count == 8)
        #expect(sizes.allSatisfy { $0.byteCount > 0 && (1...4).contains($0.bondDimension) })
        #expect(throws: Refusal.self) {
            try state.apply(Matrix.cx, to: [0, 8]) { _ throws(Refusal) in throw Refusal() }
        }
        let length = state.amplitudes().reduce(0) { $0 + $1 * $1 }
        #expect(abs(length - 1) < 1e-12)
    }

    @Test func aChainOfNoneOrOneIsAState() {
        var none = MatrixProductState(qubitCount: 0)
        #expect(none.amplitudes() == [1, 0])
        #expect(none.counts(shotCount: 3, seed: 1) == [[0]: 3])
        var one = MatrixProductState(qubitCount: 1)
        one.apply(Matrix.x, to: [0])
        #expect(one.amplitudes() == [0, 0, 1, 0])
        #expect(one.counts(shotCount: 3, seed: 1) == [[1]: 3])
    }
}

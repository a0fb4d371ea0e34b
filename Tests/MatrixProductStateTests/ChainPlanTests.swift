import MatrixProductState
import Testing

/// Goal: merging, reordering, meeting elsewhere and exchanging by name change nothing but the cost.
/// Method: whole circuits as one plan, against all amplitudes gate by gate.
@Suite struct ChainPlanTests {
    @Test(arguments: UInt64(0)..<150)
    func aPlanDoesWhatItsOperationsDo(seed: UInt64) {
        var numbers = SeededNumbers(seed: seed)
        let qubitCount = 1 + Int(seed % 10)
        var state = MatrixProductState(qubitCount: qubitCount, truncation: Truncation(weightMax: 0))
        var dense = DenseState(qubitCount: qubitCount)
        // Two plans, one after the other: the second finds the qubits where the first has left them.
        for _ in 0..<2 {
            let operations = (0..<(4 * qubitCount)).map { _ in
                Self.operation(&numbers, qubitCount: qubitCount)
            }
            state.evolve(ChainPlan(operations, qubitCount: qubitCount)) { _ in
            } check: {
            }
            for operation in operations { dense.apply(operation) }
        }
        #expect(dense.distance(to: state.amplitudes()) < 1e-12)
        #expect(state.discardedWeight < 1e-24)
    }

    @Test func gatesOnOnePairAreOneSplitting() {
        var (splittingCount, numbers) = (0, SeededNumbers(seed: 1))
        var operations: [ChainOperation] = []
        for qubits in [[0, 1], [1, 0], [2, 3], [0, 1]] {
            operations.append(.matrix(numbers.unitary(qubitCount: 2), qubits: qubits))
            operations.append(.matrix(numbers.unitary(qubitCount: 1), qubits: [qubits[0]]))
        }
        var state = MatrixProductState(qubitCount: 4)
        state.evolve(ChainPlan(operations, qubitCount: 4)) { _ in
            splittingCount += 1
        } check: {
        }
        #expect(splittingCount == 2)
    }

    @Test func aQubitThatMeetsAllOthersPassesThemAsItMeetsThem() {
        var (splittingCount, numbers) = (0, SeededNumbers(seed: 2))
        let operations = (1..<12).map {
            ChainOperation.matrix(numbers.unitary(qubitCount: 2), qubits: [0, $0])
        }
        var state = MatrixProductState(qubitCount: 12)
        state.evolve(ChainPlan(operations, qubitCount: 12)) { _ in
            splittingCount += 1
        } check: {
        }
        #expect(splittingCount == 11)
    }

    @Test func exchangesByNameCostNothing() {
        var splittingCount = 0
        let operations: [ChainOperation] = [
            .matrix(Matrix.x, qubits: [0]), .exchange(0, 40), .exchange(40, 7),
            .matrix(Matrix.hadamard, qubits: [40]),
        ]
        var state = MatrixProductState(qubitCount: 50)
        state.evolve(ChainPlan(operations, qubitCount: 50)) { _ in
            splittingCount += 1
        } check: {
        }
        #expect(splittingCount == 0)
        #expect(abs(state.probabilityOfOne(ofQubit: 7) - 1) < 1e-14)
        #expect(abs(state.probabilityOfOne(ofQubit: 40) - 0.5) < 1e-14)
    }

    @Test func manyControlsKeepSmallBonds() {
        let qubits = Array(0..<60)
        let controls = qubits.dropLast().map { ChainOperation.Control($0, is: $0 % 3 != 0) }
        var operations = qubits.map { ChainOperation.matrix(Matrix.hadamard, qubits: [$0]) }
        operations += [
            .matrix(Matrix.hadamard, qubits: [59]), .controlled(Matrix.x, target: 59, controls: controls),
        ]
        var state = MatrixProductState(qubitCount: 60, truncation: Truncation(weightMax: 0))
        state.evolve(ChainPlan(operations, qubitCount: 60)) { _ in
        } check: {
        }
        #expect(state.bondDimensionReached == 2)
        // One of the 2^59 values of the controls flips the target.
        #expect(abs(state.probabilityOfOne(ofQubit: 59) * 0x1p59 - 1) < 1e-6)
    }

    private static func operation(_ numbers: inout SeededNumbers, qubitCount: Int) -> ChainOperation {
        let kind = numbers.index(below: 8)
        let size = 1 + numbers.index(below: min(qubitCount, kind == 7 ? 4 : 2))
        let qubits = numbers.qubits(size, of: qubitCount)
        if kind == 0, size == 2 { return .exchange(qubits[0], qubits[1]) }
        if kind == 6 {
            let all = numbers.qubits(1 + numbers.index(below: qubitCount), of: qubitCount)
            let controls = all.dropFirst().map { ChainOperation.Control($0, is: numbers.uniform() < 0.5) }
            return .controlled(numbers.unitary(qubitCount: 1), target: all[0], controls: controls)
        }
        return .matrix(numbers.unitary(qubitCount: size), qubits: qubits)
    }
}

extension DenseState {
    mutating func apply(_ operation: ChainOperation) {
        switch operation {
        case .matrix(let matrix, let qubits): self.apply(matrix, to: qubits)
        case .exchange(let first, let second):
            self.apply(
                [0, 2, 1, 3].flatMap { one in (0..<4).flatMap { [$0 == one ? 1 : 0, 0] } },
                to: [first, second])
        case .controlled(let matrix, let target, let controls):
            // The target is bit 0; the matrix stands where the bits of the controls are their values.
            let rowCount = 2 << controls.count
            let block = controls.enumerated().reduce(0) { $0 | ($1.element.value ? 2 << $1.offset : 0) }
            var wide = [Double](repeating: 0, count: 2 * rowCount * rowCount)
            for row in 0..<rowCount {
                for column in 0..<rowCount {
                    let entry = 2 * (row * rowCount + column)
                    if row & ~1 == block, column & ~1 == block {
                        let source = 2 * (2 * (row & 1) + column & 1)
                        wide[entry] = matrix[source]
                        wide[entry + 1] = matrix[source + 1]
                    } else if row == column {
                        wide[entry] = 1
                    }
                }
            }
            self.apply(wide, to: [target] + controls.map { $0.qubit })
        }
    }
}

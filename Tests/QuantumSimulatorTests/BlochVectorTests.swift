import CircuitModel
import NoiseModel
import QuantumSimulator
import Testing

/// Density matrices as values of Pauli strings, against channels applied one number at a time.
@Suite struct BlochVectorTests {
    @Test(arguments: [1, 2, 3, 4, 5, 6])
    func channelsOnAnyQubitsGiveWhatTheDefinitionSays(qubitCount: Int) throws {
        for seed in 0..<25 {
            var random = PhiloxRandom(seed: UInt64(seed), stream: UInt64(qubitCount))
            let operations = (0..<30).map { _ in Self.operation(qubitCount: qubitCount, using: &random) }
            let state = try Self.state(qubitCount: qubitCount, threadCount: 1)
            var reference = Self.zeroState(qubitCount: qubitCount)
            for operation in operations { Self.apply(operation, to: &reference) }
            for (index, operation) in operations.enumerated() {
                state.append(operation)
                // Reading lets what is in the queue act; the rest comes in another order of digits.
                if index == 16 { _ = state.trace }
            }
            for string in 0..<(1 << (2 * qubitCount)) {
                let factors = (0..<qubitCount).map { (qubit: $0, factor: string >> (2 * $0) & 3) }
                #expect(abs(state.expectation(factors) - reference[string]) < 1e-12, "seed \(seed)")
            }
        }
    }

    @Test func valuesAreTheSameOnAnyNumberOfThreads() throws {
        var states: [[Double]] = []
        for threadCount in 1...3 {
            var random = PhiloxRandom(seed: 9, stream: 0)
            let operations = (0..<40).map { _ in Self.operation(qubitCount: 9, using: &random) }
            let state = try Self.state(qubitCount: 9, threadCount: threadCount)
            for operation in operations { state.append(operation) }
            states.append(state.densityMatrix(of: Array(0..<5)))
        }
        #expect(states[0] == states[1])
        #expect(states[0] == states[2])
    }

    @Test func probabilitiesAreTheDiagonalOfTheMatrix() throws {
        var random = PhiloxRandom(seed: 5, stream: 0)
        let state = try Self.state(qubitCount: 4, threadCount: 1)
        let turn = StandardGate.u.wholeMatrix(parameters: [1.1, 0.3, -0.7])
        let entangle = StandardGate.crx.wholeMatrix(parameters: [2.1])
        for _ in 0..<20 {
            let first = random.nextIndex(below: 4)
            let second = (first + 1 + random.nextIndex(below: 3)) % 4
            let operations = [
                TransferOperation(TransferMatrix(operators: [turn], qubitCount: 1), on: [first]),
                TransferOperation(TransferMatrix(operators: [entangle], qubitCount: 2), on: [first, second]),
            ]
            for operation in operations { state.append(operation) }
        }
        for qubits in [[0, 1, 2, 3], [2, 0], [3], []] {
            let matrix = state.densityMatrix(of: qubits)
            let count = 1 << qubits.count
            for (outcome, probability) in state.probabilities(of: qubits).enumerated() {
                #expect(abs(probability - matrix[2 * (outcome * count + outcome)]) < 1e-14)
                #expect(abs(matrix[2 * (outcome * count + outcome) + 1]) < 1e-14)
            }
        }
    }

    @Test func readingsWithErrorsSplitTheTrace() throws {
        let state = try Self.state(qubitCount: 2, threadCount: 1)
        let half = 0.5.squareRoot()
        let hadamard = TransferMatrix(operators: [[half, 0, half, 0, half, 0, -half, 0]], qubitCount: 1)
        state.append(TransferOperation(hadamard, on: [1]))
        let error = ReadoutError(oneGivenZero: 0.1, zeroGivenOne: 0.3)
        let other = try state.copy()
        state.append(.reading(true, of: 1, error: error))
        other.append(.reading(false, of: 1, error: error))
        #expect(abs(state.trace - (0.5 * 0.1 + 0.5 * 0.7)) < 1e-15)
        #expect(abs(other.trace - (0.5 * 0.9 + 0.5 * 0.3)) < 1e-15)
        #expect(abs(state.probabilities(of: [1])[0] - 0.05) < 1e-15)
    }

    @Test func everySetOfInstructionsGivesTheSameValues() throws {
        var states: [[Double]] = []
        for set in InstructionSet.allCases where set <= .widest {
            var random = PhiloxRandom(seed: 11, stream: 0)
            let state = try BlochVector(
                qubitCount: 6, team: WorkerTeam(threadCount: 1), budget: MemoryBudget(), set: set)
            for _ in 0..<40 { state.append(Self.operation(qubitCount: 6, using: &random)) }
            states.append(state.densityMatrix(of: [0, 1, 2, 3, 4, 5]))
        }
        for state in states {
            #expect(zip(state, states[0]).allSatisfy { abs($0 - $1) < 1e-13 })
        }
    }

    @Test func memoryIsReservedBeforeItIsTaken() {
        let budget = MemoryBudget(byteCountMax: 1 << 20)
        let error = #expect(throws: SimulatorError.self) {
            _ = try BlochVector(qubitCount: 9, team: WorkerTeam(threadCount: 1), budget: budget)
        }
        #expect(error?.code == .tooLarge)
        #expect(budget.usedByteCount == 0)
    }

    // MARK: - The slow way

    private static func state(qubitCount: Int, threadCount: Int) throws -> BlochVector {
        try BlochVector(
            qubitCount: qubitCount, team: WorkerTeam(threadCount: threadCount), budget: MemoryBudget())
    }

    private static func zeroState(qubitCount: Int) -> [Double] {
        (0..<(1 << (2 * qubitCount))).map { string in
            (0..<qubitCount).allSatisfy { [0, 3].contains(string >> (2 * $0) & 3) } ? 1 : 0
        }
    }

    /// A matrix of random numbers, which need not be a channel, on one to three qubits.
    private static func operation(qubitCount: Int, using random: inout PhiloxRandom) -> TransferOperation {
        var qubits = Array(0..<qubitCount)
        qubits.shuffle(using: &random)
        let width = min([1, 1, 2, 2, 2, 3][random.nextIndex(below: 6)], qubitCount)
        // Scaled so that values stay near 1.
        let scale = 1 / Double(1 << width)
        let values = (0..<(1 << (4 * width))).map { _ in scale * 2 * (2 * random.nextUniform() - 1) }
        return TransferOperation(
            TransferMatrix(qubitCount: width, values: values), on: Array(qubits.prefix(width)))
    }

    private static func apply(_ operation: TransferOperation, to values: inout [Double]) {
        let before = values
        let mask = operation.qubits.reduce(0) { $0 | 3 << (2 * $1) }
        for string in values.indices {
            let row = operation.qubits.indices.reduce(0) {
                $0 | (string >> (2 * operation.qubits[$1]) & 3) << (2 * $1)
            }
            values[string] = (0..<operation.matrix.dimension).reduce(0) { sum, column in
                let source = operation.qubits.indices.reduce(string & ~mask) {
                    $0 | (column >> (2 * $1) & 3) << (2 * operation.qubits[$1])
                }
                return sum + operation.matrix[row, column] * before[source]
            }
        }
    }
}

import QuantumSimulator
import SimulatorCore
import Testing

@Suite("A plan carried out")
struct EvolutionTests {
    private static let team = WorkerTeam(threadCount: 2)
    private static let sets = InstructionSet.allCases.filter { $0 <= .widest }

    private func evolved(
        _ operations: [LinearOperation], qubitCount: Int, precision: AmplitudePrecision = .double,
        chunk: Int? = nil, startsAtZero: Bool = false, set: InstructionSet = .widest,
        team: WorkerTeam = EvolutionTests.team
    ) throws -> StateBuffer {
        let state = try StateBuffer(
            qubitCount: qubitCount, precision: precision, team: team, budget: MemoryBudget())
        let plan = EvolutionPlan.make(
            operations: operations, qubitCount: qubitCount, precision: precision,
            settings: PlanSettings(chunkQubitCount: chunk, startsAtZero: startsAtZero))
        try state.evolve(plan, cancellation: CancellationFlag(), with: set)
        return state
    }

    private func numbers(_ state: StateBuffer) -> [Double] { state.amplitudes(0..<(1 << state.qubitCount)) }

    private func largestDifference(_ left: [Double], _ right: [Double]) -> Double {
        zip(left, right).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }

    @Test("gives the amplitudes of the definition, in double precision, for every size and every chunk")
    func agreesWithDefinition() throws {
        for seed in 0..<1_000 {
            let qubitCount = seed % 11
            var circuit = RandomCircuit(seed: UInt64(seed), qubitCount: qubitCount)
            let operations = circuit.operations(count: 10 + seed % 40)
            var plain = PlainState(qubitCount: qubitCount)
            for operation in operations { plain.apply(operation) }
            let chunk = seed / 11 % 2 == 0 ? nil : 6 + seed / 22 % 5
            let set = Self.sets[seed % Self.sets.count]
            let state = try self.evolved(
                operations, qubitCount: qubitCount, chunk: chunk, startsAtZero: seed / 33 % 2 == 0, set: set)
            let difference = self.largestDifference(self.numbers(state), plain.numbers)
            #expect(difference < 1e-13, "seed \(seed), \(qubitCount) qubits, chunk \(chunk ?? 0), \(set)")
        }
    }

    @Test("gives the same amplitudes in single precision, as exactly as that is")
    func agreesInSinglePrecision() throws {
        for seed in 0..<300 {
            let qubitCount = seed % 12
            var circuit = RandomCircuit(seed: UInt64(10_000 + seed), qubitCount: qubitCount)
            let operations = circuit.operations(count: 10 + seed % 40)
            var plain = PlainState(qubitCount: qubitCount)
            for operation in operations { plain.apply(operation) }
            let chunk = seed % 2 == 0 ? nil : 8 + seed / 2 % 4
            let state = try self.evolved(
                operations, qubitCount: qubitCount, precision: .single, chunk: chunk,
                startsAtZero: seed / 3 % 2 == 0, set: Self.sets[seed % Self.sets.count])
            let difference = self.largestDifference(self.numbers(state), plain.numbers)
            #expect(difference < 2e-5, "seed \(seed), \(qubitCount) qubits, chunk \(chunk ?? 0)")
        }
    }

    @Test("gives the same bits on any number of threads")
    func doesNotDependOnThreads() throws {
        let teams = [1, 2, 3].map { WorkerTeam(threadCount: $0) }
        for seed in 0..<20 {
            var circuit = RandomCircuit(seed: UInt64(20_000 + seed), qubitCount: 11)
            let operations = circuit.operations(count: 60)
            let precision = AmplitudePrecision.allCases[seed % 2]
            let results = try teams.map {
                self.numbers(
                    try self.evolved(operations, qubitCount: 11, precision: precision, chunk: 8, team: $0))
            }
            #expect(results[0] == results[1] && results[0] == results[2], "seed \(seed)")
        }
    }

    @Test("gives the same amplitudes with every set of instructions")
    func setsAgree() throws {
        for seed in 0..<40 {
            var circuit = RandomCircuit(seed: UInt64(30_000 + seed), qubitCount: 10)
            let operations = circuit.operations(count: 80)
            let results = try Self.sets.map {
                self.numbers(
                    try self.evolved(operations, qubitCount: 10, chunk: seed % 2 == 0 ? nil : 7, set: $0))
            }
            for result in results {
                #expect(self.largestDifference(result, results[0]) < 1e-13, "seed \(seed)")
            }
        }
    }

    @Test("keeps the norm through a thousand operations")
    func keepsNorm() throws {
        for seed in 0..<5 {
            var circuit = RandomCircuit(seed: UInt64(40_000 + seed), qubitCount: 8)
            let state = try self.evolved(circuit.operations(count: 1_000), qubitCount: 8)
            #expect(abs(state.squaredNorm() - 1) < 1e-12, "seed \(seed)")
        }
    }

    @Test("keeps numbers in range through thousands of operations that leave a scale behind")
    func keepsRange() throws {
        let (c, s) = (0.8, 0.6)
        for precision in AmplitudePrecision.allCases {
            var operations: [LinearOperation] = []
            for round in 0..<3_000 {
                let qubit = round % 4
                operations.append(.dense([c, 0, -s, 0, s, 0, c, 0], on: [qubit]))
                let other = 1 << ((qubit + 1) % 4)
                operations.append(
                    .diagonal([1, 0, 0, 1], on: [qubit], controlMask: other, controlValue: other))
            }
            let state = try self.evolved(operations, qubitCount: 4, precision: precision)
            #expect(abs(state.squaredNorm() - 1) < (precision == .double ? 1e-11 : 1e-2))
        }
    }

    @Test("applies matrices that are not unitary as they are")
    func appliesAnyMatrix() throws {
        var random = PhiloxRandom(seed: 5, stream: 0)
        for round in 0..<60 {
            var circuit = RandomCircuit(seed: UInt64(50_000 + round), qubitCount: 7)
            var operations = circuit.operations(count: 6)
            for count in [1, 2, 3, 4] {
                let matrix = (0..<(2 << (2 * count))).map { _ in
                    random.nextIndex(below: 3) == 0 ? 0 : random.nextUniform() - 0.5
                }
                operations.append(.dense(matrix, on: (0..<count).map { ($0 * 2 + round) % 7 }))
            }
            operations.append(.diagonal([1, 0, 0, 0], on: [round % 7]))
            var plain = PlainState(qubitCount: 7)
            for operation in operations { plain.apply(operation) }
            let state = try self.evolved(operations, qubitCount: 7)
            #expect(self.largestDifference(self.numbers(state), plain.numbers) < 1e-13, "round \(round)")
        }
    }

    @Test("goes on from wherever the one before left the qubits")
    func continues() throws {
        for seed in 0..<40 {
            var circuit = RandomCircuit(seed: UInt64(60_000 + seed), qubitCount: 9)
            let parts = (0..<3).map { _ in circuit.operations(count: 15) }
            var plain = PlainState(qubitCount: 9)
            let state = try StateBuffer(qubitCount: 9, team: Self.team, budget: MemoryBudget())
            for (index, operations) in parts.enumerated() {
                let plan = EvolutionPlan.make(
                    operations: operations, qubitCount: 9, from: (seed + index) % 2 == 0 ? state.layout : nil,
                    settings: PlanSettings(chunkQubitCount: 7, startsAtZero: index == 0 && seed % 3 == 0))
                try state.evolve(plan, cancellation: CancellationFlag())
                for operation in operations { plain.apply(operation) }
            }
            #expect(self.largestDifference(self.numbers(state), plain.numbers) < 1e-13, "seed \(seed)")
        }
    }

    @Test("leaves probabilities alone where it may leave out phases")
    func leavesOutPhases() throws {
        for seed in 0..<60 {
            var circuit = RandomCircuit(seed: UInt64(70_000 + seed), qubitCount: 8)
            let operations = circuit.operations(count: 50)
            let plan = EvolutionPlan.make(
                operations: operations, qubitCount: 8,
                settings: PlanSettings(keepsPhases: false, startsAtZero: seed % 2 == 0))
            let state = try StateBuffer(qubitCount: 8, team: Self.team, budget: MemoryBudget())
            try state.evolve(plan, cancellation: CancellationFlag())
            var plain = PlainState(qubitCount: 8)
            for operation in operations { plain.apply(operation) }
            let found = state.probabilities(of: Array(0..<8))
            let wanted = (0..<256).map { plain.weight($0) }
            #expect(self.largestDifference(found, wanted) < 1e-13, "seed \(seed)")
        }
    }

    @Test("does rotations in one go with the phases between them, in any order")
    func pairsRotationsWithPhases() throws {
        var random = PhiloxRandom(seed: 8, stream: 0)
        for round in 0..<120 {
            let operations = (0..<(20 + round % 60)).map { _ in
                let (qubit, other) = (random.nextIndex(below: 10), 1 << random.nextIndex(below: 10))
                let (x, y) = (random.nextUniform(), random.nextUniform() - 0.5)
                let size = (x * x + y * y).squareRoot()
                let (c, s) = (x / size, y / size)
                return random.nextIndex(below: 3) == 0 || other == 1 << qubit
                    ? LinearOperation.dense([c, 0, -s, 0, s, 0, c, 0], on: [qubit])
                    : .diagonal([1, 0, c, s], on: [qubit], controlMask: other, controlValue: other)
            }
            var plain = PlainState(qubitCount: 10)
            for operation in operations { plain.apply(operation) }
            for precision in AmplitudePrecision.allCases {
                let state = try self.evolved(
                    operations, qubitCount: 10, precision: precision, chunk: round % 2 == 0 ? nil : 8,
                    startsAtZero: round % 3 == 0, set: Self.sets[round % Self.sets.count])
                let difference = self.largestDifference(self.numbers(state), plain.numbers)
                #expect(difference < (precision == .double ? 1e-13 : 2e-5), "round \(round), \(precision)")
            }
        }
    }

    @Test("draws the same whether runs were weighed on the way or are weighed afterwards")
    func weighsRuns() throws {
        for seed in 0..<40 {
            var circuit = RandomCircuit(seed: UInt64(80_000 + seed), qubitCount: 11)
            let plan = EvolutionPlan.make(
                operations: circuit.operations(count: 40), qubitCount: 11,
                precision: AmplitudePrecision.allCases[seed % 2],
                settings: PlanSettings(
                    chunkQubitCount: seed % 3 == 0 ? nil : 8 + seed % 3, keepsPhases: false,
                    startsAtZero: seed % 5 > 0))
            let state = try StateBuffer(
                qubitCount: 11, precision: plan.precision, team: Self.team, budget: MemoryBudget())
            try state.evolve(plan, cancellation: CancellationFlag())
            let draws = try (0..<2).map { _ in
                var random = PhiloxRandom(seed: 9, stream: 0)
                let samples = try state.sample(
                    shotCount: 500, using: &random, cancellation: CancellationFlag())
                // Whoever reads the state forgets the weights.
                #expect(abs(state.squaredNorm() - 1) < 1e-4)
                return samples
            }
            #expect(draws[0].indices == draws[1].indices && draws[0].counts == draws[1].counts)
        }
    }

    @Test("ends when it is cancelled")
    func isCancelled() throws {
        var circuit = RandomCircuit(seed: 1, qubitCount: 8)
        let plan = EvolutionPlan.make(operations: circuit.operations(count: 20), qubitCount: 8)
        let state = try StateBuffer(qubitCount: 8, team: Self.team, budget: MemoryBudget())
        let flag = CancellationFlag()
        flag.cancel()
        let error = #expect(throws: SimulatorError.self) { try state.evolve(plan, cancellation: flag) }
        #expect(error?.code == .cancelled)
    }
}

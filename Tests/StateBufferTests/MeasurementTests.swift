import QuantumSimulator
import SimulatorCore
import Testing

@Suite("A state that is looked at")
struct MeasurementTests {
    private static let team = WorkerTeam(threadCount: 2)

    /// A random state whose qubits lie in another order, and the same by definition.
    private func pair(seed: UInt64, qubitCount: Int, precision: AmplitudePrecision = .double) throws
        -> (StateBuffer, PlainState)
    {
        var circuit = RandomCircuit(seed: seed, qubitCount: qubitCount)
        let operations = circuit.operations(count: 30)
        let state = try StateBuffer(
            qubitCount: qubitCount, precision: precision, team: Self.team, budget: MemoryBudget())
        let plan = EvolutionPlan.make(operations: operations, qubitCount: qubitCount, precision: precision)
        try state.evolve(plan, cancellation: CancellationFlag())
        var plain = PlainState(qubitCount: qubitCount)
        for operation in operations { plain.apply(operation) }
        return (state, plain)
    }

    @Test("gives the probabilities of some of its qubits, in the order they are named")
    func givesProbabilities() throws {
        for seed in 0..<30 {
            let (state, plain) = try self.pair(seed: UInt64(seed), qubitCount: 1 + seed % 9)
            let qubits = (0..<state.qubitCount).reversed().filter { ($0 + seed) % 3 != 0 }
            let found = state.probabilities(of: qubits)
            var wanted = [Double](repeating: 0, count: 1 << qubits.count)
            for index in plain.real.indices {
                wanted[PlainState.value(of: qubits, in: index)] += plain.weight(index)
            }
            for (left, right) in zip(found, wanted) { #expect(abs(left - right) < 1e-13) }
        }
    }

    @Test("shows nothing of the state that had its memory before")
    func startsAnew() throws {
        for round in 0..<3 {
            let state = try StateBuffer(qubitCount: 17, team: Self.team, budget: MemoryBudget())
            #expect(state.squaredNorm() == 1 && state.amplitude(at: 0) == (1, 0), "round \(round)")
            let turn = 0.5.squareRoot()
            for qubit in 0..<17 {
                state.apply(.dense([turn, 0, turn, 0, turn, 0, -turn, 0], on: [qubit]))
            }
            let copy = try state.copy()
            #expect(copy.amplitude(at: 1 << 16) == state.amplitude(at: 0))
        }
    }

    @Test("keeps one outcome of a qubit, scaled to norm 1")
    func collapses() throws {
        for seed in 0..<20 {
            let (state, plain) = try self.pair(seed: UInt64(100 + seed), qubitCount: 7)
            let qubit = seed % 7
            let weights = state.weights(ofQubit: qubit)
            let isOne = weights.one > weights.zero
            let weight = isOne ? weights.one : weights.zero
            state.collapse(qubit: qubit, toOne: isOne, weight: weight)
            for index in 0..<128 {
                let isKept = (index >> qubit & 1 == 1) == isOne
                let scale = isKept ? 1 / weight.squareRoot() : 0
                let found = state.amplitude(at: index)
                #expect(abs(found.real - scale * plain.real[index]) < 1e-13)
                #expect(abs(found.imaginary - scale * plain.imaginary[index]) < 1e-13)
            }
        }
    }

    @Test("is flipped and copied without a trace on the original")
    func flipsAndCopies() throws {
        let (state, plain) = try self.pair(seed: 200, qubitCount: 8)
        for qubit in 0..<8 {
            let copy = try state.copy()
            copy.flip(qubit: qubit)
            for index in 0..<256 {
                #expect(abs(copy.amplitude(at: index ^ 1 << qubit).real - plain.real[index]) < 1e-13)
                #expect(abs(state.amplitude(at: index).real - plain.real[index]) < 1e-13)
            }
        }
    }

    @Test("gives the expectation values of Pauli strings")
    func givesExpectations() throws {
        var random = PhiloxRandom(seed: 3, stream: 0)
        for seed in 0..<20 {
            let (state, plain) = try self.pair(seed: UInt64(300 + seed), qubitCount: 6)
            let strings = (0..<20).map { _ in
                PauliMasks(x: random.nextIndex(below: 64), z: random.nextIndex(below: 64))
            }
            let found = state.expectations(of: strings)
            for (string, value) in zip(strings, found) {
                #expect(abs(value - plain.expectation(of: string)) < 1e-13, "\(string)")
            }
        }
    }

    @Test("is sampled by its probabilities, by chi-square over many states")
    func samplesByProbability() throws {
        var random = PhiloxRandom(seed: 4, stream: 0)
        var rejectedCount = 0
        for seed in 0..<200 {
            let precision = AmplitudePrecision.allCases[seed % 2]
            let (state, plain) = try self.pair(seed: UInt64(400 + seed), qubitCount: 5, precision: precision)
            let samples = try state.sample(
                shotCount: 20_000, using: &random, cancellation: CancellationFlag())
            #expect(samples.counts.reduce(0, +) == 20_000)
            var (sum, freedom) = (0.0, -1.0)
            for index in 0..<32 {
                let place = samples.indices.firstIndex(of: index)
                let count = place.map { Double(samples.counts[$0]) } ?? 0
                let expected = 20_000 * plain.weight(index)
                if expected < 5 { continue }
                sum += (count - expected) * (count - expected) / expected
                freedom += 1
            }
            // Wilson and Hilferty: the cube root is about normal. Beyond 1.645 is 1 in 20.
            if freedom < 1 { continue }
            let part = 2 / (9 * freedom)
            let normal = (pow(sum / freedom) - (1 - part)) / part.squareRoot()
            if normal > 1.645 { rejectedCount += 1 }
        }
        // 200 trials of 1 in 20: more than 25 would be a chance below 1 in 10 000.
        #expect(rejectedCount < 26)
    }

    private func pow(_ value: Double) -> Double {
        // A cube root by Newton's method.
        guard value > 0 else { return 0 }
        var root = max(value, 1)
        for _ in 0..<100 { root = (2 * root + value / (root * root)) / 3 }
        return root
    }

    @Test("gives shots in an order that holds the same counts, and the same for the same seed")
    func shufflesShots() throws {
        let (state, _) = try self.pair(seed: 800, qubitCount: 6)
        func shots() throws -> [Int] {
            var random = PhiloxRandom(seed: 9, stream: 1)
            let samples = try state.sample(shotCount: 5_000, using: &random, cancellation: CancellationFlag())
            let shots = samples.shuffled(using: &random)
            for (index, count) in zip(samples.indices, samples.counts) {
                #expect(shots.count { $0 == index } == count)
            }
            return shots
        }
        let (first, second) = (try shots(), try shots())
        #expect(first == second)
        #expect(first != first.sorted())
    }
}

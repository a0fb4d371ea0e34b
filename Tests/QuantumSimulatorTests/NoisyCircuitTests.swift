import CircuitModel
import NoiseModel
import QuantumSimulator
import Testing

/// Density matrices and trajectories against Aer and against exact distributions.
@Suite struct NoisyCircuitTests {
    @Test func densityMatricesAreThoseOfAer() throws {
        let fixture = try NoisyFixture.named("noisy_states.json")
        let noise = try fixture.noise()
        for (index, row) in fixture.circuits.enumerated() {
            var circuit = try row.circuit.circuit()
            circuit.instructions.append(.save(.densityMatrix(qubits: Array(0..<circuit.qubitCount))))
            let task = NoisyFixture.task(circuit, noise[row.model], shots: 0, seed: 1)
            let outcome = try DensityMatrixMethod().run(task, in: NoisyFixture.context())
            let saved = try #require(outcome.saved.first)
            let distance = Self.traceDistanceBound(saved.numbers, row.densityMatrix)
            #expect(distance < 1e-10, "\(row.model) \(index)")
            #expect(outcome.report?.method == .densityMatrix)
        }
    }

    @Test func gatesOnManyQubitsActAsOnAStateVector() throws {
        for seed in 0..<12 {
            var random = PhiloxRandom(seed: UInt64(seed), stream: 3)
            var circuit = Circuit(qubitCount: 5, clbitCount: 0)
            for qubit in 0..<5 {
                circuit.append(
                    .u, qubits: [qubit], parameters: (0..<3).map { _ in 6 * random.nextUniform() })
            }
            var qubits = Array(0..<5)
            qubits.shuffle(using: &random)
            circuit.append(.c4x, qubits: qubits)
            circuit.append(.c3sx, qubits: Array(qubits.prefix(4)))
            circuit.append(.relativePhaseC3X, qubits: Array(qubits.suffix(4)))
            circuit.append(
                .cry, qubits: [qubits[3], qubits[0], qubits[4], qubits[2]], parameters: [1.3],
                addedControlCount: 2, addedControlState: 1)
            let angles = (0..<16).map { _ in 6 * random.nextUniform() }
            circuit.append(
                .diagonal(qubitCount: 4), qubits: Array(qubits.prefix(4)),
                parameters: angles.flatMap { [SineCosine($0).cosine, SineCosine($0).sine] })
            circuit.append(.cSwap, qubits: Array(qubits.prefix(3)))
            circuit.instructions.append(.save(.densityMatrix(qubits: [4, 1, 0, 2, 3])))
            let task = NoisyFixture.task(circuit, nil, shots: 0, seed: 1)
            let mixed = try DensityMatrixMethod().run(task, in: NoisyFixture.context())
            let pure = try StateVectorMethod().run(task, in: NoisyFixture.context())
            let distance = Self.traceDistanceBound(mixed.saved[0].numbers, pure.saved[0].numbers)
            #expect(distance < 1e-12, "seed \(seed)")
        }
    }

    @Test func countsFollowTheExactDistribution() throws {
        let fixture = try NoisyFixture.named("noisy_outcomes.json")
        let noise = try fixture.noise()
        for method in [DensityMatrixMethod() as any SimulationMethod, TrajectoryMethod()] {
            var pValues: [Double] = []
            for (index, row) in fixture.circuits.enumerated() {
                let circuit = try row.circuit.circuit()
                for seed in 0..<8 {
                    let task = NoisyFixture.task(
                        circuit, noise[row.model], shots: 2000, seed: UInt64(1000 * index + seed))
                    let outcome = try method.run(task, in: NoisyFixture.context())
                    let counts = Dictionary(
                        uniqueKeysWithValues: zip(outcome.keys, outcome.counts.map { Int($0) }))
                    #expect(counts.keys.allSatisfy { row.outcomes[$0] != nil }, "\(row.model) \(index)")
                    let pValue = ChiSquare.pValue(counts: counts, probabilities: row.outcomes)
                    #expect(pValue > 1e-6, "\(method.name) \(row.model) \(index)")
                    if pValue < 1 { pValues.append(pValue) }
                }
            }
            // Kolmogorov and Smirnov: of p-values that are uniform, one in a thousand is further off.
            pValues.sort()
            var distance = 0.0
            for (place, value) in pValues.enumerated() {
                let (below, above) = (Double(place), Double(place + 1))
                let count = Double(pValues.count)
                distance = max(distance, abs(value - below / count), abs(value - above / count))
            }
            #expect(distance < 1.95 / Double(pValues.count).squareRoot(), "\(method.name)")
        }
    }

    @Test func trajectoriesAndDensityMatricesSaveTheSameMeans() throws {
        let fixture = try NoisyFixture.named("noisy_states.json")
        let noise = try fixture.noise()
        for (index, row) in fixture.circuits.enumerated() where index % 5 == 0 {
            var circuit = try row.circuit.circuit()
            let strings = (0..<circuit.qubitCount).map { PauliString([.init(.z, $0)]) }
            let sum = PauliSum(strings: strings, coefficients: strings.map { _ in 1 })
            circuit.instructions.append(.save(.expectation(sum, isSampled: false)))
            circuit.instructions.append(.save(.probabilities(qubits: [0])))
            let task = NoisyFixture.task(circuit, noise[row.model], shots: 4000, seed: 7)
            let exact = try DensityMatrixMethod().run(task, in: NoisyFixture.context())
            let drawn = try TrajectoryMethod().run(task, in: NoisyFixture.context())
            // Of 4000 shots with values within ±n, six standard errors.
            let tolerance = 6 * Double(circuit.qubitCount) / 4000.0.squareRoot()
            for (left, right) in zip(exact.saved, drawn.saved) {
                for (a, b) in zip(left.numbers, right.numbers) { #expect(abs(a - b) < tolerance, "\(index)") }
            }
        }
    }

    @Test func outcomesAreTheSameOnAnyNumberOfThreads() throws {
        let fixture = try NoisyFixture.named("noisy_outcomes.json")
        let noise = try fixture.noise()
        for row in fixture.circuits.prefix(12) {
            let task = NoisyFixture.task(
                try row.circuit.circuit(), noise[row.model], shots: 500, seed: 3)
            for method in [DensityMatrixMethod() as any SimulationMethod, TrajectoryMethod()] {
                let outcomes = try (1...3).map { threadCount in
                    let outcome = try method.run(task, in: NoisyFixture.context(threadCount: threadCount))
                    return [outcome.keys, outcome.counts.map { UInt64($0) }]
                }
                #expect(outcomes[0] == outcomes[1] && outcomes[0] == outcomes[2])
            }
        }
    }

    @Test func idleQubitsAreMisreadWithoutAPlaceInTheState() throws {
        var circuit = Circuit(qubitCount: 100, clbitCount: 100)
        circuit.append(.hadamard, qubits: [50])
        for qubit in 0..<100 { circuit.measure(qubit, into: qubit) }
        var noise = NoiseModel()
        noise.defaultReadoutError = ReadoutError(oneGivenZero: 0.1, zeroGivenOne: 0.1)
        let task = NoisyFixture.task(circuit, noise, shots: 4000, seed: 5)
        for method in [DensityMatrixMethod() as any SimulationMethod, TrajectoryMethod()] {
            let outcome = try method.run(task, in: NoisyFixture.context())
            #expect(outcome.report?.activeQubitCount == 1)
            var ones = [Int](repeating: 0, count: 100)
            for (entry, count) in outcome.counts.enumerated() {
                for clbit in 0..<100
                where outcome.keys[2 * entry + (clbit >> 6)] >> UInt64(clbit & 63) & 1 == 1 {
                    ones[clbit] += Int(count)
                }
            }
            // Six standard deviations about 400, and about 2000.
            for clbit in 0..<100 where clbit != 50 { #expect(abs(ones[clbit] - 400) < 115) }
            #expect(abs(ones[50] - 2000) < 190)
        }
    }

    @Test func methodsSayWhatTheyCannotDo() {
        var circuit = Circuit(qubitCount: 2, clbitCount: 0)
        circuit.append(.hadamard, qubits: [0])
        circuit.instructions.append(.save(.stateVector))
        var noise = NoiseModel()
        noise.add(QuantumError(qubitCount: 1, channels: [.depolarizing(0.1, qubitCount: 1)]), to: "h")
        let context = NoisyFixture.context()
        let noisy = NoisyFixture.task(circuit, noise, shots: 1, seed: 1)
        let ideal = NoisyFixture.task(circuit, nil, shots: 1, seed: 1)
        #expect(!DensityMatrixMethod().assess(noisy, in: context).isSuitable)
        #expect(!StateVectorMethod().assess(noisy, in: context).isSuitable)
        #expect(TrajectoryMethod().assess(noisy, in: context).isSuitable)
        #expect(!TrajectoryMethod().assess(ideal, in: context).isSuitable)
        #expect(StateVectorMethod().assess(ideal, in: context).isSuitable)
    }

    /// Of a Bell pair and a qubit that nothing acts on: what confusion makes of each mean is known.
    @Test func estimatesAreReadWithErrorsAndExactMeansAreNot() throws {
        let (up, down) = (0.03, 0.12)
        var noise = NoiseModel()
        noise.defaultReadoutError = ReadoutError(oneGivenZero: up, zeroGivenOne: down)
        let (zero, one) = (1 - 2 * up, 1 - 2 * down)
        let rows: [(PauliString, exact: Double, read: Double)] = [
            (PauliString([.init(.z, 0), .init(.z, 1)]), 1, (zero * zero + one * one) / 2),
            (PauliString([.init(.x, 0), .init(.x, 1)]), 1, (zero * zero + one * one) / 2),
            (PauliString([.init(.y, 0), .init(.y, 1)]), -1, -zero * one),
            (PauliString([.init(.z, 0)]), 0, (zero - one) / 2), (PauliString([.init(.z, 2)]), 1, zero),
            (PauliString([.init(.x, 2)]), 0, (zero - one) / 2), (PauliString([]), 1, 1),
        ]
        for (place, row) in rows.enumerated() {
            var circuit = Circuit(qubitCount: 3, clbitCount: 0)
            circuit.append(.hadamard, qubits: [0])
            circuit.append(.cx, qubits: [0, 1])
            let sum = PauliSum(strings: [row.0], coefficients: [1])
            circuit.instructions.append(.save(.expectation(sum, isSampled: false)))
            circuit.instructions.append(.save(.expectation(sum, isSampled: true)))
            let task = NoisyFixture.task(circuit, noise, shots: 40_000, seed: UInt64(place))
            for method in [DensityMatrixMethod() as any SimulationMethod, TrajectoryMethod()] {
                let saved = try method.run(task, in: NoisyFixture.context()).saved.map(\.numbers)
                #expect(abs(saved[0][0] - row.exact) < 1e-12, "row \(place)")
                #expect(abs(saved[1][0] - row.read) < 6 / 200, "row \(place)")
            }
        }
    }

    @Test func aRaisedFlagEndsANoisyRun() throws {
        let fixture = try NoisyFixture.named("noisy_outcomes.json")
        let noise = try fixture.noise()
        let row = try #require(fixture.circuits.first)
        let task = NoisyFixture.task(try row.circuit.circuit(), noise[row.model], shots: 500, seed: 3)
        let context = NoisyFixture.context()
        context.cancellation.cancel()
        for method in [DensityMatrixMethod() as any SimulationMethod, TrajectoryMethod()] {
            let error = #expect(throws: SimulatorError.self) { _ = try method.run(task, in: context) }
            #expect(error?.code == .cancelled)
        }
    }

    /// At least half the sum of the absolute eigenvalues of the difference.
    private static func traceDistanceBound(_ left: [Double], _ right: [Double]) -> Double {
        guard left.count == right.count else { return .infinity }
        let squares = zip(left, right).reduce(0.0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        return 0.5 * (squares * Double(left.count / 2).squareRoot()).squareRoot()
    }
}

extension MethodAssessment {
    fileprivate var isSuitable: Bool {
        switch self {
        case .suitable: true
        case .unsuitable: false
        }
    }
}

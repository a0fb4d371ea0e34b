import CircuitModel
import NoiseModel
import QuantumSimulator
import Testing

/// Goal: the stabiliser method gives what the state vector gives, and says which circuits it cannot take.
/// Method: exact probabilities from amplitudes for every gate; chi-square between the methods on random circuits.
@Suite struct StabilizerMethodTests {
    /// Every gate of the table on at most two qubits, all its angles multiples of π/2 from −2π to 2π.
    @Test(arguments: StandardGate.allCases.filter { (1...2).contains($0.shape.qubitCount) })
    func aCliffordGateActsAsItsMatrixDoes(gate: StandardGate) throws {
        var random = PhiloxRandom(seed: UInt64(gate.rawValue), stream: 0)
        let roundCount = gate.shape.parameterCount == 0 ? 24 : 24 << gate.shape.parameterCount
        var runCount = 0
        for round in 0..<roundCount {
            var circuit = Circuit(qubitCount: 3, clbitCount: 3)
            Self.appendScrambling(to: &circuit, using: &random)
            let angles = (0..<gate.shape.parameterCount).map { _ in
                Double(random.nextIndex(below: 9) - 4) * .pi / 2
            }
            let first = random.nextIndex(below: 3)
            circuit.append(
                gate, qubits: [first, (first + 1) % 3].dropLast(2 - gate.shape.qubitCount), parameters: angles
            )
            Self.appendScrambling(to: &circuit, using: &random)
            runCount += try Self.expectAgreement(of: circuit, seed: UInt64(round)) ? 1 : 0
        }
        #expect(runCount > 0 || Self.neverClifford.contains(gate))
        #expect(runCount == 0 || !Self.neverClifford.contains(gate))
    }

    /// Whatever the angles.
    private static let neverClifford: Set<StandardGate> = [
        .t, .tAdjoint, .ch, .cs, .csAdjoint, .csx,
    ]

    /// As matrices, with angles that are no quarter turns by themselves, and with added controls.
    @Test func cliffordsInDisguiseAreFound() throws {
        var random = PhiloxRandom(seed: 99, stream: 0)
        let half = 0.5.squareRoot()
        for round in 0..<40 {
            var circuit = Circuit(qubitCount: 3, clbitCount: 3)
            Self.appendScrambling(to: &circuit, using: &random)
            circuit.append(.u, qubits: [1], parameters: [0, 0.3, .pi / 2 - 0.3])
            circuit.append(.r, qubits: [0], parameters: [.pi, .pi / 4])
            circuit.append(.x, qubits: [2, 0], addedControlCount: 1, addedControlState: UInt64(round & 1))
            circuit.append(
                .phase, qubits: [0, 1], parameters: [.pi], addedControlCount: 1, addedControlState: 1)
            circuit.append(.globalPhase, qubits: [], parameters: [0.7])
            circuit.append(
                .unitary(qubitCount: 1), qubits: [2], parameters: [half, 0, half, 0, half, 0, -half, 0])
            circuit.append(.diagonal(qubitCount: 2), qubits: [2, 1], parameters: [1, 0, 0, 1, 0, 1, 1, 0])
            Self.appendScrambling(to: &circuit, using: &random)
            #expect(try Self.expectAgreement(of: circuit, seed: UInt64(round)))
        }
    }

    @Test(arguments: UInt64(0)..<60)
    func circuitsWithMeasurementsAgreeWithTheStateVector(seed: UInt64) throws {
        var random = PhiloxRandom(seed: seed, stream: 7)
        let qubitCount = 2 + Int(seed % 7)
        var circuit = Circuit(qubitCount: qubitCount, clbitCount: 4)
        for _ in 0..<(1 + seed % 4) {
            for _ in 0..<4 { Self.appendScrambling(to: &circuit, using: &random) }
            let qubit = random.nextIndex(below: qubitCount)
            circuit.measure(qubit, into: random.nextIndex(below: 4))
            let flip = circuit.operation(.standard(.y), qubits: [random.nextIndex(below: qubitCount)])
            let turn = circuit.operation(.standard(.rz), qubits: [qubit], parameters: [.pi])
            circuit.instructions.append(
                .conditional(
                    .bits([0, 2], equal: [UInt64(random.nextIndex(below: 4))], isNegated: seed % 2 == 0),
                    then: [.gate(flip)], otherwise: [.gate(turn)]))
            circuit.instructions.append(.reset(qubit: random.nextIndex(below: qubitCount)))
        }
        for bit in 0..<min(3, qubitCount) { circuit.measure(bit, into: bit) }
        let counts = try Self.counts(of: circuit, by: Self.stabilizer, shotCount: 20_000, seed: seed)
        let reference = try Self.counts(of: circuit, by: Self.stateVector, shotCount: 20_000, seed: seed)
        // Both are samples, which doubles the variance: half the counts have the variance that the test expects.
        let halves = counts.mapValues { $0 / 2 }
        let probabilities = reference.mapValues { Double($0) / 20_000 }
        #expect(ChiSquare.pValue(counts: halves, probabilities: probabilities) > 1e-6)
        #expect(counts.allSatisfy { probabilities[$0.key] != nil || $0.value < 25 })
    }

    @Test func theSameSeedGivesTheSameCountsOnAnyNumberOfThreads() throws {
        var random = PhiloxRandom(seed: 5, stream: 0)
        var circuit = Circuit(qubitCount: 90, clbitCount: 90)
        for _ in 0..<200 { Self.appendScrambling(to: &circuit, using: &random) }
        for qubit in 0..<90 { circuit.measure(qubit, into: qubit) }
        var task = SimulationTask(circuit: circuit, shotCount: 30_000, seed: 12, stream: 3)
        task.returnsMemory = true
        let outcomes = try (1...3).map { threadCount in
            var outcome = try Self.stabilizer.run(task, in: Self.context(threadCount: threadCount))
            outcome.report = nil
            return outcome
        }
        #expect(outcomes[0] == outcomes[1])
        #expect(outcomes[0] == outcomes[2])
        #expect(outcomes[0].memory.count == 60_000)
        #expect(outcomes[0].counts.reduce(0, +) == 30_000)
        task.seed = 13
        #expect(try Self.stabilizer.run(task, in: Self.context()).memory != outcomes[0].memory)
    }

    @Test func loopsOfAFixedNumberOfRoundsAreRunThrough() throws {
        var circuit = Circuit(qubitCount: 2, clbitCount: 2)
        let flip = circuit.operation(.standard(.x), qubits: [0])
        let body: [Instruction] = [.gate(flip), .barrier(qubits: [0, 1])]
        circuit.instructions.append(.forLoop(variable: nil, start: 0, step: 1, count: 5, body: body))
        circuit.instructions.append(.forLoop(variable: nil, start: 0, step: 1, count: 1 << 60, body: []))
        circuit.instructions.append(.rounds([[.gate(flip)], [], [.gate(flip)]]))
        circuit.measure(0, into: 1)
        #expect(try Self.counts(of: circuit, by: Self.stabilizer, shotCount: 50, seed: 1) == [2: 50])
        circuit.instructions.append(.forLoop(variable: nil, start: 0, step: 1, count: 1 << 60, body: body))
        #expect(Self.reason(against: circuit) != nil)
    }

    @Test func meansOfPauliStringsAreExact() throws {
        var circuit = Circuit(qubitCount: 70, clbitCount: 0)
        circuit.append(.hadamard, qubits: [0])
        for qubit in 1..<70 { circuit.append(.cx, qubits: [qubit - 1, qubit]) }
        let strings = [
            PauliString([.init(.z, 3), .init(.z, 69)]), PauliString((0..<70).map { .init(.x, $0) }),
            PauliString([.init(.z, 3)]),
            PauliString([.init(.y, 0), .init(.y, 1)] + (2..<70).map { .init(.x, $0) }), PauliString([]),
        ]
        let sum = PauliSum(strings: strings, coefficients: [1, 10, 100, 1_000, 10_000])
        circuit.instructions.append(.save(.expectation(sum, isSampled: false)))
        for shotCount in [0, 100] {
            let task = SimulationTask(circuit: circuit, shotCount: shotCount, seed: 1, stream: 0)
            let outcome = try Self.stabilizer.run(task, in: Self.context())
            #expect(outcome.saved.map(\.numbers) == [[9_011, 0]])
            let counts: [UInt32] = shotCount == 0 ? [] : [100]
            #expect(outcome.counts == counts)
        }
    }

    @Test func pauliErrorsStrikeWhereTheModelSaysSo() throws {
        var noise = NoiseModel()
        noise.add(
            QuantumError(qubitCount: 1, channels: [.depolarizing(0.2, qubitCount: 1)]), to: "x", on: [0])
        noise.add(QuantumError(qubitCount: 2, channels: [.depolarizing(0.3, qubitCount: 2)]), to: "cx")
        noise.localReadoutErrors[3] = ReadoutError(oneGivenZero: 0.1, zeroGivenOne: 0.4)
        var circuit = Circuit(qubitCount: 4, clbitCount: 4)
        circuit.append(.x, qubits: [0])
        circuit.append(.x, qubits: [1])
        circuit.append(.cx, qubits: [3, 2])
        for qubit in 0..<4 { circuit.measure(qubit, into: qubit) }
        var task = SimulationTask(circuit: circuit, shotCount: 100_000, seed: 4, stream: 0)
        task.noise = noise
        let outcome = try Self.stabilizer.run(task, in: Self.context())
        let rates = (0..<4).map { bit in
            zip(outcome.keys, outcome.counts).reduce(0.0) {
                $0 + ($1.0 >> UInt64(bit) & 1 == 1 ? Double($1.1) / 100_000 : 0)
            }
        }
        // Depolarising with parameter p flips a bit with p/2.
        let expected = [0.9, 1, 0.15, 0.15 * 0.6 + 0.85 * 0.1]
        for (rate, expected) in zip(rates, expected) { #expect(abs(rate - expected) < 0.006) }
    }

    @Test func noiseThatIsNoPauliIsRefused() {
        var noise = NoiseModel()
        noise.add(
            QuantumError(
                qubitCount: 1,
                channels: [
                    NoiseChannel(qubitCount: 1, terms: [.init(0.9, []), .init(0.1, [.reset(qubit: 0)])])
                ]),
            to: "x")
        var circuit = Circuit(qubitCount: 1, clbitCount: 0)
        circuit.append(.hadamard, qubits: [0])
        #expect(Self.reason(against: circuit, noise: noise) == nil)
        circuit.append(.x, qubits: [0])
        #expect(Self.reason(against: circuit, noise: noise) != nil)
    }

    @Test func whatIsNoCliffordCircuitIsRefusedWithAReason() {
        var base = Circuit(qubitCount: 3, clbitCount: 1, variables: [.boolean])
        let rotation = base.operation(.standard(.rx), qubits: [0], parameters: [0.5])
        let toffoli = base.operation(.standard(.ccx), qubits: [0, 1, 2])
        let turn = base.operation(.standard(.hadamard), qubits: [0])
        let bodies: [Instruction] = [
            .gate(rotation), .gate(toffoli),
            .conditional(.bits([0], equal: [1]), then: [.gate(turn)], otherwise: []),
            .whileLoop(.bits([0], equal: [1]), body: []),
            .store(.variable(0), .boolean(true)),
            .save(.stateVector),
            .forLoop(variable: nil, start: 0, step: 1, count: 2, body: [.breakLoop]),
        ]
        for instruction in bodies {
            var circuit = base
            circuit.instructions = [instruction]
            #expect(Self.reason(against: circuit) != nil, "\(instruction)")
        }
    }

    @Test func aRunIsRefusedWhereItsMemoryDoesNotFit() throws {
        var circuit = Circuit(qubitCount: 400, clbitCount: 400)
        for qubit in 0..<400 { circuit.measure(qubit, into: qubit) }
        let task = SimulationTask(circuit: circuit, shotCount: 100_000, seed: 1, stream: 0)
        var context = Self.context()
        context.memory = MemoryBudget(byteCountMax: 1 << 20)
        let error = #expect(throws: SimulatorError.self) { try Self.stabilizer.run(task, in: context) }
        #expect(error?.code == .tooLarge)
        #expect(context.memory.usedByteCount == 0)
    }

    /// Nobody asked for the method: it was the one that fits.
    @Test func aLargeCliffordCircuitIsRunWithoutBeingToldHow() throws {
        var circuit = Circuit(qubitCount: 300, clbitCount: 300)
        circuit.append(.hadamard, qubits: [0])
        for qubit in 1..<300 { circuit.append(.cx, qubits: [qubit - 1, qubit]) }
        for qubit in 0..<300 { circuit.measure(qubit, into: qubit) }
        let request = CircuitRequest(circuits: [circuit], options: RunOptions(shotCount: 100, seed: 3))
        let reply = try SimulatorEngine().run(request, cancellation: CancellationFlag())
        #expect(reply.outcomes.first?.report?.method == .stabilizer)
        #expect(reply.outcomes.first?.counts.count == 2)
    }

    @Test func aCancelledRunEndsWithItsOwnCode() throws {
        var circuit = Circuit(qubitCount: 5, clbitCount: 5)
        for qubit in 0..<5 { circuit.measure(qubit, into: qubit) }
        let context = Self.context()
        context.cancellation.cancel()
        let task = SimulationTask(circuit: circuit, shotCount: 10, seed: 1, stream: 0)
        let error = #expect(throws: SimulatorError.self) { try Self.stabilizer.run(task, in: context) }
        #expect(error?.code == .cancelled)
    }
}

extension StabilizerMethodTests {
    static let stabilizer = StabilizerMethod()
    static let stateVector = StateVectorMethod()

    static func context(threadCount: Int = 1) -> SimulationContext {
        SimulationContext(
            limits: SimulatorLimits(), team: WorkerTeam(threadCount: threadCount), memory: MemoryBudget(),
            cancellation: CancellationFlag())
    }

    /// Why the stabiliser method does not take a circuit; nil if it does.
    static func reason(against circuit: Circuit, noise: NoiseModel? = nil) -> String? {
        var task = SimulationTask(circuit: circuit, shotCount: 1, seed: 1, stream: 0)
        task.noise = noise
        switch self.stabilizer.assess(task, in: self.context()) {
        case .suitable: return nil
        case .unsuitable(let reason): return reason
        }
    }

    static func counts(
        of circuit: Circuit, by method: any SimulationMethod, shotCount: Int, seed: UInt64
    ) throws -> [UInt64: Int] {
        let task = SimulationTask(circuit: circuit, shotCount: shotCount, seed: seed, stream: 0)
        let outcome = try method.run(task, in: self.context())
        return Dictionary(uniqueKeysWithValues: zip(outcome.keys, outcome.counts.map { Int($0) }))
    }

    /// Some Clifford gates that mix all qubits.
    static func appendScrambling(to circuit: inout Circuit, using random: inout PhiloxRandom) {
        for _ in 0..<(2 * circuit.qubitCount) {
            let first = random.nextIndex(below: circuit.qubitCount)
            let second = (first + 1 + random.nextIndex(below: circuit.qubitCount - 1)) % circuit.qubitCount
            switch random.nextIndex(below: 4) {
            case 0: circuit.append(.hadamard, qubits: [first])
            case 1: circuit.append(.s, qubits: [first])
            case 2: circuit.append(.cx, qubits: [first, second])
            default: circuit.append(.cz, qubits: [first, second])
            }
        }
    }

    /// Compares counts of a circuit of gates on three qubits with the probabilities of its amplitudes.
    ///
    /// - Returns: Whether the stabiliser method took the circuit.
    static func expectAgreement(of gates: Circuit, seed: UInt64) throws -> Bool {
        if self.reason(against: gates) != nil { return false }
        let state = try Simulated.amplitudes(of: gates)
        var circuit = gates
        for qubit in 0..<3 { circuit.measure(qubit, into: qubit) }
        let counts = try self.counts(of: circuit, by: self.stabilizer, shotCount: 1_024, seed: seed)
        for index in 0..<8 {
            let probability =
                state[2 * index] * state[2 * index] + state[2 * index + 1] * state[2 * index + 1]
            // Stabiliser states have probabilities 1, ½, ¼, … or 0.
            let found = Double(counts[UInt64(index), default: 0]) / 1_024
            let deviation = (max(0, probability * (1 - probability)) / 1_024).squareRoot()
            #expect(abs(found - probability) < 6 * deviation + 1e-9, "seed \(seed), outcome \(index)")
        }
        return true
    }
}

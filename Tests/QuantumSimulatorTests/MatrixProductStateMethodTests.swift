import CircuitModel
import QuantumSimulator
import Testing

/// Goal: the chain method gives what the amplitudes give, for circuits of every kind, and holds its limits.
@Suite struct MatrixProductStateMethodTests {
    @Test(arguments: UInt64(0)..<40)
    func finalStatesAgreeWithTheAmplitudes(seed: UInt64) throws {
        let circuit = Self.randomCircuit(seed: seed)
        let expected = try Simulated.amplitudes(of: circuit)
        var saving = circuit
        saving.instructions.append(.save(.stateVector))
        let outcome = try Self.run(saving, shotCount: 0)
        #expect(DenseReference.distance(try #require(outcome.saved.first).numbers, expected) < 1e-10)
        #expect(outcome.report?.method == .matrixProductState)
    }

    @Test(arguments: UInt64(0)..<12)
    func whatIsSavedAgreesWithTheAmplitudes(seed: UInt64) throws {
        var circuit = Self.randomCircuit(seed: seed)
        let sum = PauliSum(
            strings: [
                PauliString([.init(.x, 0), .init(.z, 3)]), PauliString([]), PauliString([.init(.y, 2)]),
            ],
            coefficients: [0.5, -1.25, 2])
        circuit.instructions += [
            .save(.probabilities(qubits: [2, 0])), .save(.densityMatrix(qubits: [3, 1])),
            .save(.expectation(sum, isSampled: false)), .save(.amplitudes([5, 0, 9])),
        ]
        let chain = try Self.run(circuit, shotCount: 0).saved
        let amplitudes = try Simulated.run(circuit, shotCount: 0).saved
        #expect(chain.count == 4)
        for (left, right) in zip(chain, amplitudes) {
            #expect(left.dimensions == right.dimensions && left.isComplex == right.isComplex)
            #expect(DenseReference.distance(left.numbers, right.numbers) < 1e-10)
        }
    }

    @Test func countsAgreeWithExactProbabilities() throws {
        var pValues: [Double] = []
        for row in try OutcomeRow.all() {
            var request = try CircuitRequest(bytes: Array(row.request), limits: CircuitLimits())
            request.options.method = .matrixProductState
            let reply = try SimulatorEngine().run(request, cancellation: CancellationFlag())
            let outcome = try #require(reply.outcomes.first)
            let counts = Dictionary(uniqueKeysWithValues: zip(outcome.keys, outcome.counts.map { Int($0) }))
            let expected = try row.expected()
            #expect(Set(counts.keys).isSubset(of: expected.keys), "\(row.name) gave an impossible outcome")
            #expect(counts.values.reduce(0, +) == 4000)
            let pValue = ChiSquare.pValue(counts: counts, probabilities: expected)
            #expect(pValue > 1e-5, "\(row.name)")
            if pValue < 1 { pValues.append(pValue) }
        }
        for bound in [0.1, 0.25, 0.5, 0.75, 0.9] {
            let share = Double(pValues.count { $0 < bound }) / Double(pValues.count)
            #expect(abs(share - bound) < 0.12, "p < \(bound)")
        }
    }

    @Test func aThousandQubitsAgreeWithEachOther() throws {
        var circuit = Circuit(qubitCount: 1000, clbitCount: 1000)
        circuit.append(.hadamard, qubits: [0])
        for qubit in 1..<1000 { circuit.append(.cx, qubits: [qubit - 1, qubit]) }
        for qubit in 0..<1000 { circuit.measure(qubit, into: qubit) }
        let outcome = try Self.run(circuit, shotCount: 1000)
        let ones = [UInt64](repeating: .max, count: 15) + [1 << 40 - 1]
        #expect(outcome.keys == [UInt64](repeating: 0, count: 16) + ones)
        #expect(outcome.counts.reduce(0, +) == 1000 && outcome.counts.allSatisfy { (400...600).contains($0) })
        #expect(outcome.report?.bondDimension == 2)
    }

    @Test func whatFitsNoAmplitudesRunsAsAChainUnasked() throws {
        var circuit = Circuit(qubitCount: 60, clbitCount: 1)
        for qubit in 0..<59 { circuit.append(.ry, qubits: [qubit], parameters: [0.3]) }
        for qubit in 0..<59 { circuit.append(.rzz, qubits: [qubit, qubit + 1], parameters: [0.2]) }
        circuit.measure(30, into: 0)
        let outcome = try Self.run(circuit, shotCount: 10, method: .automatic)
        #expect(outcome.report?.method == .matrixProductState)
    }

    @Test func whateverItMayCostItRunsWhereNothingElseCan() throws {
        // The bound of the bonds is beyond any number; what they are is 1.
        var circuit = Circuit(qubitCount: 2200, clbitCount: 1)
        for _ in 0..<600 { circuit.append(.swap, qubits: [1099, 1100]) }
        for _ in 0..<600 { circuit.append(.rxx, qubits: [1098, 1101], parameters: [0]) }
        for qubit in 1..<2200 { circuit.append(.cx, qubits: [qubit - 1, qubit]) }
        circuit.measure(2199, into: 0)
        for method in [MethodName.automatic, .matrixProductState] {
            let outcome = try Self.run(circuit, shotCount: 5, method: method)
            #expect(outcome.keys == [0] && outcome.counts == [5])
        }
    }

    @Test func aChainThatNobodyAskedForEndsWhereItOutgrowsItsBonds() throws {
        var limits = SimulatorLimits()
        limits.stateByteCountMax = 16 << 16
        limits.unaskedBondDimensionMax = 8
        let circuit = Self.entangling(qubitCount: 24, layerCount: 8)
        let error = #expect(throws: SimulatorError.self) {
            try Self.run(circuit, shotCount: 1, method: .automatic, limits: limits)
        }
        #expect(error?.code == .tooLarge)
        #expect(error?.context["fitting_qubits"] == "16" && error?.context["limit"] == "8")
        // Asked for by name, or by a limit to its bonds, it goes on; so it does where it stays small.
        limits.stateByteCountMax = 16 << 22
        #expect(try Self.run(circuit, shotCount: 1, limits: limits).report?.bondDimension ?? 0 > 8)
        let cut = try Self.run(
            circuit, shotCount: 1, method: .automatic, limits: limits, bondDimensionMax: 8)
        #expect(cut.report?.bondDimension == 8)
        let small = Self.entangling(qubitCount: 40, layerCount: 3)
        #expect(try Self.run(small, shotCount: 1, method: .automatic, limits: limits).counts == [1])
    }

    @Test func amplitudesOfMoreQubitsThanAnIndexHasBits() throws {
        var circuit = Circuit(qubitCount: 70, clbitCount: 0)
        circuit.append(.hadamard, qubits: [0])
        for qubit in 1..<64 { circuit.append(.cx, qubits: [qubit - 1, qubit]) }
        circuit.instructions.append(.save(.amplitudes([0, .max, 1])))
        let numbers = try #require(try Self.run(circuit, shotCount: 0).saved.first).numbers
        let half = 0.5.squareRoot()
        #expect(DenseReference.distance(numbers, [half, 0, half, 0, 0, 0]) < 1e-12)
    }

    @Test func loopsSwitchesAndVariablesDoWhatTheyDoElsewhere() throws {
        var circuit = Circuit(
            qubitCount: 3, clbitCount: 3, variables: [.integer(width: 8, isSigned: false), .boolean])
        let flips = (0..<3).map { Instruction.gate(circuit.operation(.standard(.x), qubits: [$0])) }
        let count = ClassicalExpression.variable(0)
        let three = ClassicalExpression.integer(3, width: 8, isSigned: false)
        let one = ClassicalExpression.integer(1, width: 8, isSigned: false)
        circuit.instructions = [
            // Three rounds flip qubit 0, the second leaves early on variable 0.
            .forLoop(
                variable: 0, start: 1, step: 1, count: 5,
                body: [
                    flips[0],
                    .conditional(
                        .expression(.binary(.equal, count, three)), then: [.breakLoop], otherwise: []),
                ]),
            .measure(qubit: 0, clbit: 0),
            // From 3 down to 1; qubit 1 flips in the rounds that are not skipped.
            .whileLoop(
                .expression(.binary(.greater, count, one)),
                body: [
                    .store(.variable(0), .binary(.subtract, count, one)),
                    .conditional(
                        .expression(.binary(.equal, count, one)), then: [.continueLoop], otherwise: []),
                    flips[1],
                ]),
            .rounds([[flips[2]], [.breakLoop], [flips[2]]]),
            .switchCase(
                .clbits([0]),
                [
                    SwitchCase(values: [0], body: [flips[2]]), SwitchCase(values: [1], body: []),
                    SwitchCase(values: [], isDefault: true, body: [flips[1]]),
                ]),
            .measure(qubit: 1, clbit: 1), .measure(qubit: 2, clbit: 2),
        ]
        let chain = try Self.run(circuit, shotCount: 7)
        #expect(chain.keys == [0b111] && chain.counts == [7])
        let amplitudes = try Simulated.run(circuit, shotCount: 7)
        #expect(amplitudes.keys == chain.keys)
    }

    @Test func aLoopWithoutEndIsEnded() throws {
        var limits = SimulatorLimits()
        limits.roundCountMax = 50
        var circuit = Circuit(qubitCount: 1, clbitCount: 1)
        circuit.instructions = [.whileLoop(.expression(.boolean(true)), body: [])]
        let error = #expect(throws: SimulatorError.self) {
            try Self.run(circuit, shotCount: 1, limits: limits)
        }
        #expect(error?.code == .overLimit)
    }

    @Test func bondsThatOutgrowTheMemoryAreRefusedByName() throws {
        var limits = SimulatorLimits()
        limits.stateByteCountMax = 1 << 20
        let circuit = Self.entangling(qubitCount: 24, layerCount: 16)
        let memory = MemoryBudget(byteCountMax: 1 << 20)
        let error = #expect(throws: SimulatorError.self) {
            try Self.run(circuit, shotCount: 1, limits: limits, memory: memory)
        }
        #expect(error?.code == .tooLarge)
        #expect(Int(error?.context["bond_dimension"] ?? "") ?? 0 > 4)
        #expect(memory.usedByteCount == 0)
        // With a limit to the bonds it fits, and says what that cost.
        let cut = try Self.run(circuit, shotCount: 1, limits: limits, memory: memory, bondDimensionMax: 4)
        #expect(cut.report?.bondDimension == 4)
        #expect(cut.report?.truncationError ?? 0 > 0.01)
    }

    @Test func aRunUnderWayEndsSoonAfterItsCancel() async throws {
        let cancellation = CancellationFlag()
        // Uncancelled, the run would take hours.
        let circuit = Self.entangling(qubitCount: 40, layerCount: 4000)
        let run = Task.detached { () -> SimulatorError? in
            do throws(SimulatorError) {
                _ = try Self.run(circuit, shotCount: 1, bondDimensionMax: 32, cancellation: cancellation)
                return nil
            } catch {
                return error
            }
        }
        cancellation.cancel()
        #expect(await run.value?.code == .cancelled)
    }

    @Test(arguments: [1, 2, 3])
    func theSameSeedGivesTheSameShotsOnAnyNumberOfThreads(threadCount: Int) throws {
        var circuit = Self.entangling(qubitCount: 20, layerCount: 4)
        circuit.measure(5, into: 5)
        circuit.append(.hadamard, qubits: [5])
        for qubit in 0..<20 { circuit.measure(qubit, into: qubit) }
        let expected = try Self.run(circuit, shotCount: 300)
        let outcome = try Self.run(circuit, shotCount: 300, team: WorkerTeam(threadCount: threadCount))
        #expect(outcome.keys == expected.keys && outcome.counts == expected.counts)
        #expect(try Self.run(circuit, shotCount: 300, seed: 4).keys != expected.keys)
    }

    @Test func everyShotIsThereWhereMemoryIsWanted() throws {
        var circuit = Self.entangling(qubitCount: 8, layerCount: 2)
        circuit.measure(3, into: 3)
        circuit.append(.hadamard, qubits: [3])
        for qubit in 0..<8 { circuit.measure(qubit, into: qubit) }
        let outcome = try Self.run(circuit, shotCount: 500, returnsMemory: true)
        let counts = Dictionary(outcome.memory.map { ($0, UInt32(1)) }, uniquingKeysWith: +)
        #expect(counts == Dictionary(uniqueKeysWithValues: zip(outcome.keys, outcome.counts)))
        #expect(zip(outcome.memory, outcome.memory.dropFirst()).count { $0 > $1 } > 100)
    }

    @Test func whatAChainCannotDoIsRefusedWithTheReason() {
        var wide = Circuit(qubitCount: 9, clbitCount: 0)
        let diagonal = (0..<512).flatMap { _ -> [Double] in [1, 0] }
        wide.append(.diagonal(qubitCount: 9), qubits: Array(0..<9), parameters: diagonal)
        var unitary = Circuit(qubitCount: 2, clbitCount: 0)
        unitary.instructions = [.save(.unitary)]
        for circuit in [wide, unitary] {
            let error = #expect(throws: SimulatorError.self) { try Self.run(circuit, shotCount: 0) }
            #expect(error?.code == .methodUnsuitable)
        }
    }
}

extension MatrixProductStateMethodTests {
    private static func run(
        _ circuit: Circuit, shotCount: Int, seed: UInt64 = 3, method: MethodName = .matrixProductState,
        limits: SimulatorLimits = SimulatorLimits(), memory: MemoryBudget? = nil, team: WorkerTeam? = nil,
        bondDimensionMax: Int? = nil, returnsMemory: Bool = false,
        cancellation: CancellationFlag = CancellationFlag()
    ) throws(SimulatorError) -> CircuitOutcome {
        let options = RunOptions(
            shotCount: shotCount, seed: seed, returnsMemory: returnsMemory, method: method,
            bondDimensionMax: bondDimensionMax)
        let request = CircuitRequest(circuits: [circuit], options: options)
        let engine = SimulatorEngine(limits: limits, team: team, memory: memory)
        return try engine.run(request, cancellation: cancellation).outcomes[0]
    }

    /// Layers of gates on neighbours that entangle as much as they can, and one measurement.
    private static func entangling(qubitCount: Int, layerCount: Int) -> Circuit {
        var circuit = Circuit(qubitCount: qubitCount, clbitCount: qubitCount)
        for layer in 0..<layerCount {
            for qubit in 0..<qubitCount {
                circuit.append(.u, qubits: [qubit], parameters: [0.3 + Double(layer), Double(qubit), 0.7])
            }
            for qubit in stride(from: layer % 2, to: qubitCount - 1, by: 2) {
                circuit.append(.cx, qubits: [qubit, qubit + 1])
            }
        }
        circuit.measure(0, into: 0)
        return circuit
    }

    /// Every gate of the table and more, on any qubits, with added controls.
    private static func randomCircuit(seed: UInt64) -> Circuit {
        var random = PhiloxRandom(seed: seed, stream: 77)
        var circuit = Circuit(qubitCount: 6, clbitCount: 1, globalPhase: 0.4)
        for _ in 0..<40 {
            guard let gate = StandardGate.allCases.randomElement(using: &random) else { continue }
            let qubits = Array((0..<6).shuffled(using: &random).prefix(6))
            let spare = 6 - gate.shape.qubitCount
            let addedCount = random.nextIndex(below: 3) == 0 ? random.nextIndex(below: spare + 1) : 0
            circuit.append(
                gate, qubits: Array(qubits.prefix(gate.shape.qubitCount + addedCount)),
                parameters: (0..<gate.shape.parameterCount).map { _ in 6 * random.nextUniform() - 3 },
                addedControlCount: addedCount,
                addedControlState: random.next() & (1 << UInt64(addedCount) - 1))
        }
        let phases = (0..<8).flatMap { index -> [Double] in
            let phase = SineCosine(Double(index))
            return [phase.cosine, phase.sine]
        }
        circuit.append(.diagonal(qubitCount: 3), qubits: [4, 0, 2], parameters: phases)
        var matrix: [Double] = []
        StandardGate.xxPlusYY.appendMatrix(parameters: [0.7, 0.2], to: &matrix)
        circuit.append(
            .unitary(qubitCount: 2), qubits: [5, 3, 1], parameters: matrix, addedControlCount: 1,
            addedControlState: 1)
        return circuit
    }
}

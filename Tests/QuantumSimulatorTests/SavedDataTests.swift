import CircuitModel
import QuantumSimulator
import Testing

/// Goal: what is saved is what the state is at that point.
/// Method: the amplitudes of one entangled state, and sums over them that share nothing with the engine.
@Suite struct SavedDataTests {
    private static let qubitCount = 4

    @Test(arguments: [false, true])
    func probabilitiesAreSumsOverAmplitudes(isPlanned: Bool) throws {
        let state = try Simulated.amplitudes(of: Self.circuit(), isPlanned: isPlanned)
        var expected = [Double](repeating: 0, count: 4)
        for index in 0..<16 {
            expected[index >> 3 & 1 | (index >> 1 & 1) << 1] += Self.weight(state, index)
        }
        let saved = try Self.saved(.probabilities(qubits: [3, 1]), isPlanned: isPlanned)
        #expect(saved.dimensions == [4] && !saved.isComplex)
        #expect(DenseReference.distance(saved.numbers, expected) < 1e-14)
    }

    @Test(arguments: [false, true])
    func amplitudesComeInTheOrderAskedFor(isPlanned: Bool) throws {
        let state = try Simulated.amplitudes(of: Self.circuit(), isPlanned: isPlanned)
        let saved = try Self.saved(.amplitudes([9, 0]), isPlanned: isPlanned)
        #expect(saved.dimensions == [2] && saved.isComplex)
        #expect(DenseReference.distance(saved.numbers, [state[18], state[19], state[0], state[1]]) < 1e-15)
    }

    @Test(arguments: [false, true])
    func aReducedStateIsThePartialTrace(isPlanned: Bool) throws {
        let state = try Simulated.amplitudes(of: Self.circuit(), isPlanned: isPlanned)
        var expected = [Double](repeating: 0, count: 32)
        for left in 0..<16 {
            for right in 0..<16 where left & 0b0101 == right & 0b0101 {
                let row = left >> 3 & 1 | (left >> 1 & 1) << 1
                let column = right >> 3 & 1 | (right >> 1 & 1) << 1
                let (a, b, c, d) = (
                    state[2 * left], state[2 * left + 1], state[2 * right], state[2 * right + 1]
                )
                expected[2 * (4 * row + column)] += a * c + b * d
                expected[2 * (4 * row + column) + 1] += b * c - a * d
            }
        }
        let saved = try Self.saved(.densityMatrix(qubits: [3, 1]), isPlanned: isPlanned)
        #expect(saved.dimensions == [4, 4] && saved.isComplex)
        #expect(DenseReference.distance(saved.numbers, expected) < 1e-14)
    }

    @Test(arguments: [false, true])
    func expectationValuesAreThoseOfTheMatrices(isPlanned: Bool) throws {
        let state = try Simulated.amplitudes(of: Self.circuit(), isPlanned: isPlanned)
        for codes in 0..<256 {
            let string = Self.string(codes)
            var turned = state
            for position in string.positions {
                turned = DenseReference.applying(
                    Self.matrix(position.factor), to: [position.qubit], of: turned)
            }
            let expected = zip(state, turned).reduce(0) { $0 + $1.0 * $1.1 }
            let sum = PauliSum(strings: [string, PauliString([])], coefficients: [-2, 0.5])
            let saved = try Self.saved(.expectation(sum, isSampled: false), isPlanned: isPlanned)
            #expect(DenseReference.distance(saved.numbers, [0.5 - 2 * expected, 0]) < 1e-13, "\(codes)")
        }
    }

    @Test(arguments: [false, true])
    func anEstimateLiesWithinItsError(isPlanned: Bool) throws {
        let sum = PauliSum(
            strings: (1..<256).filter { $0 % 5 == 0 }.map { Self.string($0) },
            coefficients: (1..<256).filter { $0 % 5 == 0 }.map { 1 / Double($0) - 0.01 })
        let exact = try Self.saved(.expectation(sum, isSampled: false), isPlanned: isPlanned).numbers[0]
        var deviations: [Double] = []
        for seed in UInt64(0)..<40 {
            let saved = try Self.saved(
                .expectation(sum, isSampled: true), isPlanned: isPlanned, shotCount: 20_000, seed: seed)
            deviations.append((saved.numbers[0] - exact) / saved.numbers[1])
        }
        #expect(deviations.allSatisfy { abs($0) < 4.5 })
        let spread = deviations.reduce(0) { $0 + $1 * $1 } / Double(deviations.count)
        #expect(spread > 0.4 && spread < 2)
    }

    @Test(arguments: [1, 3, 20])
    func anEstimateIsRightOnTheMeanForFewerShotsThanBases(shotCount: Int) throws {
        let sum = PauliSum(
            strings: (1..<256).filter { $0 % 5 == 0 }.map { Self.string($0) },
            coefficients: (1..<256).filter { $0 % 5 == 0 }.map { 1 / Double($0) - 0.01 })
        let exact = try Self.saved(.expectation(sum, isSampled: false), isPlanned: false).numbers[0]
        let runs = try (UInt64(0)..<400).map { seed in
            try Self.saved(
                .expectation(sum, isSampled: true), isPlanned: false, shotCount: shotCount, seed: seed
            ).numbers
        }
        let mean = runs.reduce(0) { $0 + $1[0] } / 400
        // What it calls its error is what shots may differ by at most.
        #expect(abs(mean - exact) < 4 * runs[0][1] / 20)
    }

    @Test func whatIsSavedIsOfThatPoint() throws {
        var circuit = Circuit(qubitCount: 1, clbitCount: 0, globalPhase: 0.5)
        circuit.instructions = [.save(.stateVector)]
        circuit.append(.x, qubits: [0])
        circuit.instructions.append(.save(.stateVector))
        let saved = try Simulated.run(circuit, shotCount: 0).saved.map(\.numbers)
        let phase = Complex(phase: 0.5)
        #expect(saved == [[phase.real, phase.imaginary, 0, 0], [0, 0, phase.real, phase.imaginary]])
    }

    /// After a measurement of ⟨Z⟩ = 0.6 four fifths of the shots are in one state.
    @Test func numbersAreMeansOverTheShots() throws {
        var circuit = Circuit(qubitCount: 1, clbitCount: 1)
        circuit.append(.ry, qubits: [0], parameters: [0.9272952180016122])
        circuit.measure(0, into: 0)
        let z = PauliSum(strings: [PauliString([.init(.z, 0)])], coefficients: [1])
        circuit.instructions += [
            .save(.expectation(z, isSampled: false)), .save(.densityMatrix(qubits: [0])),
        ]
        let outcome = try Simulated.run(circuit, shotCount: 1000)
        let ones = Double(try #require(outcome.counts.last)) / 1000
        #expect(abs(ones - 0.2) < 0.06)
        #expect(abs(outcome.saved[0].numbers[0] - (1 - 2 * ones)) < 1e-12)
        #expect(
            DenseReference.distance(outcome.saved[1].numbers, [1 - ones, 0, 0, 0, 0, 0, ones, 0]) < 1e-12)
    }

    @Test func aUnitaryIsWhatTheCircuitDoesToEveryState() throws {
        for row in try GateRow.all() where row.qubitCount <= 4 {
            var circuit = Circuit(qubitCount: row.qubitCount, clbitCount: 0)
            circuit.append(
                try #require(row.gate), qubits: Array(0..<row.qubitCount), parameters: row.parameters)
            circuit.instructions.append(.save(.unitary))
            let outcome = try Simulated.run(circuit, shotCount: 0)
            #expect(outcome.report?.method == .unitary)
            #expect(DenseReference.distance(outcome.saved[0].numbers, row.matrix) < 1e-14, "\(row.name)")
        }
    }

    // MARK: - The state

    private static func circuit() -> Circuit {
        var circuit = Circuit(qubitCount: Self.qubitCount, clbitCount: 0, globalPhase: 0.3)
        for qubit in 0..<Self.qubitCount {
            circuit.append(
                .u, qubits: [qubit], parameters: [0.7 + 0.3 * Double(qubit), 0.9 * Double(qubit), 0.4])
        }
        for qubit in 1..<Self.qubitCount {
            circuit.append(.cry, qubits: [qubit - 1, qubit], parameters: [0.8])
        }
        circuit.append(.cx, qubits: [3, 0])
        return circuit
    }

    private static func saved(
        _ save: SavePoint, isPlanned: Bool, shotCount: Int = 0, seed: UInt64 = 3
    ) throws -> SavedValue {
        var circuit = self.circuit()
        circuit.instructions.append(.save(save))
        let outcome = try Simulated.run(circuit, shotCount: shotCount, seed: seed, isPlanned: isPlanned)
        return try #require(outcome.saved.first)
    }

    private static func weight(_ state: [Double], _ index: Int) -> Double {
        state[2 * index] * state[2 * index] + state[2 * index + 1] * state[2 * index + 1]
    }

    /// Two bits for each qubit: 0 for none, else the factor's code.
    private static func string(_ codes: Int) -> PauliString {
        PauliString(
            (0..<Self.qubitCount).compactMap { qubit in
                PauliString.Factor(rawValue: UInt32(codes >> (2 * qubit) & 3)).map { .init($0, qubit) }
            })
    }

    private static func matrix(_ factor: PauliString.Factor) -> [Double] {
        switch factor {
        case .x: [0, 0, 1, 0, 1, 0, 0, 0]
        case .y: [0, 0, 0, -1, 0, 1, 0, 0]
        case .z: [1, 0, 0, 0, 0, 0, -1, 0]
        }
    }
}

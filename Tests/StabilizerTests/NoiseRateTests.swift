import Stabilizer
import Testing

/// Goal: errors strike at the rates they were given, however rare, on every shot and qubit alike.
/// Method: rates that can be computed by hand.
@Suite struct NoiseRateTests {
    private static let shotCount = 200_000

    @Test(arguments: [0, 1e-6, 1e-4, 0.003, 0.1, 0.5, 0.97, 1])
    func flipsStrikeAtTheirRate(probability: Double) {
        var program = StabilizerProgram(qubitCount: 10, clbitCount: 10)
        let channel = PauliChannel(qubitCount: 1, probabilities: [0, probability, 0, 0])
        for qubit in 0..<10 {
            program.appendNoise(channel, qubits: [qubit])
            program.append(.measure(qubit: qubit, clbit: qubit))
        }
        let shots = program.shots(Self.shotCount, seed: 17)
        for qubit in 0..<10 {
            let found = Double(shots.count(ofClbit: qubit))
            let expected = probability * Double(Self.shotCount)
            #expect(abs(found - expected) <= 6 * (expected * (1 - probability)).squareRoot() + 3)
        }
    }

    /// Depolarising a pair leaves each qubit flipped in 8 of the 15 cases, both in 4.
    @Test func depolarisingAPairFlipsAsOftenAsItShould() {
        var program = StabilizerProgram(qubitCount: 2, clbitCount: 2)
        program.appendNoise(.uniform(qubitCount: 2, errorProbability: 0.3), qubits: [1, 0])
        program.append(.measure(qubit: 0, clbit: 0))
        program.append(.measure(qubit: 1, clbit: 1))
        let counts = program.shots(Self.shotCount, seed: 18).counts
        for key in 1..<4 {
            let found = Double(counts[[UInt64(key)], default: 0]) / Double(Self.shotCount)
            #expect(abs(found - 0.3 * 4 / 15) < 0.004)
        }
    }

    @Test func aZChangesNothingUntilItIsTurned() {
        var program = StabilizerProgram(qubitCount: 2, clbitCount: 2)
        let channel = PauliChannel(qubitCount: 1, probabilities: [0, 0, 0.25, 0])
        program.append(.hadamard(0))
        for qubit in 0..<2 { program.appendNoise(channel, qubits: [qubit]) }
        program.append(.hadamard(0))
        for qubit in 0..<2 { program.append(.measure(qubit: qubit, clbit: qubit)) }
        let shots = program.shots(Self.shotCount, seed: 19)
        #expect(abs(Double(shots.count(ofClbit: 0)) / Double(Self.shotCount) - 0.25) < 0.006)
        #expect(shots.count(ofClbit: 1) == 0)
    }

    @Test func onesAndZerosAreMisreadAtTheirOwnRates() {
        var program = StabilizerProgram(qubitCount: 2, clbitCount: 2)
        program.append(.x(1))
        for bit in 0..<2 {
            program.append(.measure(qubit: bit, clbit: bit))
            program.appendMisreading(FlipRates(oneForZero: 0.02, zeroForOne: 0.15), ofClbit: bit)
        }
        let shots = program.shots(Self.shotCount, seed: 20)
        #expect(abs(Double(shots.count(ofClbit: 0)) / Double(Self.shotCount) - 0.02) < 0.002)
        #expect(abs(Double(shots.count(ofClbit: 1)) / Double(Self.shotCount) - 0.85) < 0.005)
    }

    /// Gaps run on from one error to the next: no place may be favoured by it.
    @Test func errorsOfOneProbabilityAreIndependent() {
        var program = StabilizerProgram(qubitCount: 2, clbitCount: 2)
        let channel = PauliChannel(qubitCount: 1, probabilities: [0, 0.2, 0, 0.1])
        for qubit in 0..<2 {
            program.appendNoise(channel, qubits: [qubit])
            program.append(.measure(qubit: qubit, clbit: qubit))
        }
        let both = program.shots(Self.shotCount, seed: 21).counts[[3], default: 0]
        #expect(abs(Double(both) / Double(Self.shotCount) - 0.09) < 0.004)
    }
}

import Stabilizer
import Testing

/// Goal: sampled outcomes have the probabilities that quantum mechanics gives them.
/// Method: random programs of every operation against all amplitudes; large registers with known answers.
@Suite struct StabilizerSamplerTests {
    @Test(arguments: UInt64(0)..<200)
    func outcomesAreAsLikelyAsAmplitudesSay(seed: UInt64) {
        let qubitCount = 2 + Int(seed % 4)
        var programs = RandomPrograms(seed: seed, qubitCount: qubitCount, clbitCount: qubitCount + 1)
        let program = programs.program(
            length: 12 + Int(seed % 40), measurementCount: Int(seed % 7), noiseCount: 0)
        Self.expectAgreement(of: program, shotCount: 8_192, seed: seed)
    }

    @Test(arguments: UInt64(0)..<120)
    func noiseIsAsLikelyAsItsProbabilitiesSay(seed: UInt64) {
        let qubitCount = 2 + Int(seed % 3)
        var programs = RandomPrograms(seed: 1_000 + seed, qubitCount: qubitCount, clbitCount: qubitCount)
        let program = programs.program(
            length: 10 + Int(seed % 20), measurementCount: Int(seed % 4), noiseCount: 2)
        Self.expectAgreement(of: program, shotCount: 16_384, seed: seed)
    }

    @Test(arguments: UInt64(0)..<100)
    func observablesHaveTheirMeans(seed: UInt64) {
        let qubitCount = 2 + Int(seed % 3)
        var programs = RandomPrograms(seed: 2_000 + seed, qubitCount: qubitCount, clbitCount: qubitCount)
        var program = programs.program(length: 6 + Int(seed % 10), measurementCount: 2, noiseCount: 1)
        for bits in 0..<(1 << (2 * qubitCount)) {
            _ = program.appendObservable(
                (0..<qubitCount).map { qubit in
                    let pair = bits >> (2 * qubit)
                    return PauliFactor(qubit: qubit, hasX: pair & 1 == 1, hasZ: pair & 2 == 2)
                })
        }
        let shotCount = 16_384
        let sums = program.shots(shotCount, seed: seed).sums
        for (sum, mean) in zip(sums, DenseBranches(program).means) {
            let found = Double(sum) / Double(shotCount)
            #expect(abs(found - mean) < 6 / Double(shotCount).squareRoot(), "seed \(seed)")
            if abs(abs(mean) - 1) < 1e-9 { #expect(found == mean.rounded()) }
        }
    }

    @Test(arguments: [63, 64, 65, 511, 512, 513, 1_500])
    func aLongChainOfEntanglementAgreesWithItself(qubitCount: Int) {
        var program = StabilizerProgram(qubitCount: qubitCount, clbitCount: qubitCount)
        program.append(.hadamard(0))
        for qubit in 1..<qubitCount { program.append(.cx(control: qubit - 1, target: qubit)) }
        program.append(.x(qubitCount / 2))
        for qubit in 0..<qubitCount { program.append(.measure(qubit: qubit, clbit: qubit)) }
        let shots = program.shots(2_000, seed: 5)
        #expect(shots.counts.count == 2)
        let ones = shots.count(ofClbit: 0)
        #expect(abs(ones - 1_000) < 150)
        #expect(shots.count(ofClbit: qubitCount - 1) == ones)
        #expect(shots.count(ofClbit: qubitCount / 2) == 2_000 - ones)
    }

    /// Whatever a random circuit does, undoing it gives back what was before; measurements in between that repeat
    /// what is known change nothing.
    @Test(arguments: [40, 600], UInt64(0)..<4)
    func undoingALargeRandomCircuitGivesBackTheStart(qubitCount: Int, seed: UInt64) {
        var random = WordSource(seed: seed)
        var program = StabilizerProgram(qubitCount: qubitCount, clbitCount: qubitCount)
        let flipped = (0..<qubitCount).filter { _ in Bool.random(using: &random) }
        for qubit in flipped { program.append(.x(qubit)) }
        var gates: [StabilizerOperation] = []
        for _ in 0..<(10 * qubitCount) {
            let qubits = (0..<qubitCount).randomPair(using: &random)
            gates.append(
                [
                    .hadamard(qubits.0), .s(qubits.0), .cx(control: qubits.0, target: qubits.1),
                    .cz(qubits.0, qubits.1),
                ][Int.random(in: 0..<4, using: &random)])
        }
        for gate in gates { program.append(gate) }
        for gate in gates.reversed() {
            if case .s(let qubit) = gate { program.append(.sAdjoint(qubit)) } else { program.append(gate) }
        }
        for qubit in 0..<qubitCount { program.append(.measure(qubit: qubit, clbit: qubit)) }
        let shots = program.shots(100, seed: seed)
        #expect(shots.counts.count == 1)
        #expect((0..<qubitCount).filter { shots.count(ofClbit: $0) == 100 } == flipped)
    }

    /// Measured in the middle, where nothing can be put off, and again at the end: the same bits.
    @Test(arguments: [30, 520])
    func aQubitMeasuredTwiceGivesTheSameTwice(qubitCount: Int) {
        var programs = RandomPrograms(seed: 3, qubitCount: qubitCount, clbitCount: 2 * qubitCount)
        var program = StabilizerProgram(qubitCount: qubitCount, clbitCount: 2 * qubitCount)
        for _ in 0..<(8 * qubitCount) { programs.appendGate(to: &program) }
        for qubit in 0..<qubitCount { program.append(.measure(qubit: qubit, clbit: qubit)) }
        for qubit in 0..<qubitCount {
            program.append(.z(qubit))
            program.append(.measure(qubit: qubit, clbit: qubitCount + qubit))
        }
        let shots = program.shots(700, seed: 11)
        for qubit in 0..<qubitCount {
            let same = shots.keys.allSatisfy { key in
                let other = qubitCount + qubit
                return key[qubit >> 6] >> UInt64(qubit & 63) & 1 == key[other >> 6] >> UInt64(other & 63) & 1
            }
            #expect(same, "qubit \(qubit)")
        }
    }

    @Test func aShotDependsOnItsBlockAlone() throws {
        var programs = RandomPrograms(seed: 8, qubitCount: 5, clbitCount: 5)
        let program = programs.program(length: 40, measurementCount: 5, noiseCount: 3)
        let all = program.shots(3 * 4_096, seed: 4)
        let sampler = try #require(StabilizerSampler(program, isCancelled: { false }))
        let first = program.shots(sampler.shotsPerBlock, seed: 4)
        #expect(Array(all.keys.prefix(first.keys.count)) == first.keys)
    }

    @Test func nothingIsDrawnOnceCancelled() {
        var programs = RandomPrograms(seed: 9, qubitCount: 30, clbitCount: 30)
        let program = programs.program(length: 1_000, measurementCount: 0, noiseCount: 0)
        let sampler = StabilizerSampler(program, isCancelled: { true })
        #expect(sampler == nil)
    }

    @Test func aRegisterWithoutQubitsHasOneOutcome() {
        #expect(StabilizerProgram(qubitCount: 0, clbitCount: 0).shots(10, seed: 1).counts == [[0]: 10])
    }

    /// Each count within 6 standard deviations, nothing where nothing can be.
    static func expectAgreement(of program: StabilizerProgram, shotCount: Int, seed: UInt64) {
        let counts = program.shots(shotCount, seed: seed).counts
        let probabilities = DenseBranches(program).probabilities
        #expect(counts.keys.allSatisfy { probabilities[$0[0]] != nil }, "seed \(seed)")
        for (key, probability) in probabilities {
            let expected = probability * Double(shotCount)
            let deviation = (expected * max(0, 1 - probability)).squareRoot()
            let found = Double(counts[[key], default: 0])
            #expect(abs(found - expected) <= 6 * deviation + 4, "seed \(seed), outcome \(key)")
        }
    }
}

extension Range<Int> {
    /// Two different numbers of the range.
    func randomPair(using random: inout WordSource) -> (Int, Int) {
        let first = Int.random(in: self, using: &random)
        var second = Int.random(in: self, using: &random)
        while second == first { second = Int.random(in: self, using: &random) }
        return (first, second)
    }
}

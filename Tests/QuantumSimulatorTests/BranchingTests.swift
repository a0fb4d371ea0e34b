import CircuitModel
import QuantumSimulator
import Testing

/// Goal: shots that part ways give what single shots would, on however many threads.
/// Method: circuits that measure, correct and reset, with the same seed under different conditions.
@Suite struct BranchingTests {
    @Test(arguments: [false, true])
    func theSameSeedGivesTheSameCountsOnAnyNumberOfThreads(isPlanned: Bool) throws {
        let circuit = Self.feedback(qubitCount: 5, roundCount: 8)
        let alone = try Simulated.run(circuit, shotCount: 700, isPlanned: isPlanned)
        #expect(alone.counts.count > 100)
        for threadCount in [2, 3] {
            let together = try Simulated.run(
                circuit, shotCount: 700, isPlanned: isPlanned, threadCount: threadCount)
            #expect(together.keys == alone.keys && together.counts == alone.counts)
        }
    }

    @Test func plansAndSmallStatesTakeTheSameBranches() throws {
        let circuit = Self.feedback(qubitCount: 4, roundCount: 5)
        let small = try Simulated.run(circuit, shotCount: 500)
        let planned = try Simulated.run(circuit, shotCount: 500, isPlanned: true)
        // The last bits are read off the state, each representation drawing them in its own way.
        #expect(Self.measuredOnTheWay(small) == Self.measuredOnTheWay(planned))
    }

    /// Resetting a qubit that nothing is entangled with decides nothing: no shots are needed.
    @Test func aResetOfASeparateQubitKeepsTheState() throws {
        var circuit = Circuit(qubitCount: 2, clbitCount: 0)
        circuit.append(.ry, qubits: [0], parameters: [0.7])
        circuit.append(.hadamard, qubits: [1])
        circuit.append(.s, qubits: [1])
        circuit.instructions.append(.reset(qubit: 1))
        let state = try Simulated.amplitudes(of: circuit)
        let angle = SineCosine(0.35)
        #expect(DenseReference.distance(state, [angle.cosine, 0, angle.sine, 0, 0, 0, 0, 0]) < 1e-14)
    }

    /// Teleports a state; the receiver's outcome does not depend on what was measured on the way.
    @Test(arguments: [false, true])
    func aTeleportedStateArrives(isPlanned: Bool) throws {
        var circuit = Circuit(qubitCount: 3, clbitCount: 3)
        circuit.append(.ry, qubits: [0], parameters: [0.9272952180016122])
        circuit.append(.hadamard, qubits: [1])
        circuit.append(.cx, qubits: [1, 2])
        circuit.append(.cx, qubits: [0, 1])
        circuit.append(.hadamard, qubits: [0])
        circuit.measure(0, into: 0)
        circuit.measure(1, into: 1)
        let flip = Instruction.gate(circuit.operation(.standard(.x), qubits: [2]))
        let turn = Instruction.gate(circuit.operation(.standard(.z), qubits: [2]))
        circuit.instructions += [
            .conditional(.bits([1], equal: [1]), then: [flip], otherwise: []),
            .conditional(.bits([0], equal: [1]), then: [turn], otherwise: []),
        ]
        circuit.append(.ry, qubits: [2], parameters: [-0.9272952180016122])
        circuit.measure(2, into: 2)
        let outcome = try Simulated.run(circuit, shotCount: 4000, isPlanned: isPlanned)
        #expect(outcome.keys == [0, 1, 2, 3])
        #expect(outcome.counts.allSatisfy { abs(Int($0) - 1000) < 150 })
    }

    @Test func binomialDrawsHaveTheirDistribution() {
        var random = PhiloxRandom(seed: 5, stream: 1)
        for (count, probability) in [(1, 0.3), (4, 0.5), (5, 0.01), (40, 0.7), (200, 0.123), (1000, 0.002)] {
            var expected: [UInt64: Double] = [:]
            var term = 1.0
            for _ in 0..<count { term *= 1 - probability }
            for successes in 0...count {
                expected[UInt64(successes)] = term
                term *= Double(count - successes) / Double(successes + 1) * probability / (1 - probability)
            }
            var found: [UInt64: Int] = [:]
            for _ in 0..<20_000 {
                found[UInt64(random.nextSuccessCount(of: count, probability: probability)), default: 0] += 1
            }
            #expect(
                ChiSquare.pValue(counts: found, probabilities: expected) > 1e-4, "\(count), \(probability)")
        }
    }

    private static func measuredOnTheWay(_ outcome: CircuitOutcome) -> [UInt64: UInt32] {
        var counts: [UInt64: UInt32] = [:]
        for (key, count) in zip(outcome.keys, outcome.counts) { counts[key & 0xFFFF, default: 0] += count }
        return counts
    }

    /// Rounds of rotations, an entangling ladder, a measurement with a correction, and a reset; bits 16 and up read
    /// all qubits at the end.
    private static func feedback(qubitCount: Int, roundCount: Int) -> Circuit {
        var circuit = Circuit(qubitCount: qubitCount, clbitCount: 16 + qubitCount)
        for round in 0..<roundCount {
            for qubit in 0..<qubitCount {
                circuit.append(
                    .u, qubits: [qubit],
                    parameters: [0.4 + 0.7 * Double(round), 0.3 * Double(qubit), 1.1 * Double(round * qubit)])
            }
            for qubit in 1..<qubitCount { circuit.append(.cx, qubits: [qubit - 1, qubit]) }
            let target = round * 3 % qubitCount
            circuit.measure(target, into: round)
            let flip = Instruction.gate(
                circuit.operation(.standard(.x), qubits: [(target + 1) % qubitCount]))
            circuit.instructions.append(.conditional(.bits([round], equal: [1]), then: [flip], otherwise: []))
            circuit.instructions.append(.reset(qubit: target))
        }
        for qubit in 0..<qubitCount { circuit.measure(qubit, into: 16 + qubit) }
        return circuit
    }
}

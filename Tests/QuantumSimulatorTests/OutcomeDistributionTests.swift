import CircuitModel
import QuantumSimulator
import Testing

/// Goal: outcomes come as often as quantum mechanics says, with measurements, resets and choices on the way.
/// Method: exact probabilities from a reference that follows every branch, and seeds that never change.
@Suite struct OutcomeDistributionTests {
    @Test(arguments: [MethodName.automatic, .matrixProductState])
    func countsAgreeWithExactProbabilities(method: MethodName) throws {
        var pValues: [Double] = []
        for row in try OutcomeRow.all() {
            let (counts, _) = try Self.run(row, limits: SimulatorLimits(), method: method)
            let expected = try row.expected()
            #expect(Set(counts.keys).isSubset(of: expected.keys), "\(row.name) gave an impossible outcome")
            #expect(counts.values.reduce(0, +) == 4000)
            let pValue = ChiSquare.pValue(counts: counts, probabilities: expected)
            #expect(pValue > 1e-5, "\(row.name)")
            if pValue < 1 { pValues.append(pValue) }
        }
        // Right p-values are uniform: as many small ones as chance has, not more and not fewer.
        #expect(pValues.count >= 80)
        for bound in [0.1, 0.25, 0.5, 0.75, 0.9] {
            let share = Double(pValues.count { $0 < bound }) / Double(pValues.count)
            #expect(abs(share - bound) < 0.12, "p < \(bound)")
        }
    }

    /// A state of 4 qubits takes 256 bytes: with room for one, shots run one by one; with room for three, in fours.
    @Test(arguments: [256, 768])
    func littleMemoryChangesTheOrderOfWorkButNotTheDistribution(stateByteCountMax: Int) throws {
        var limits = SimulatorLimits()
        limits.stateByteCountMax = stateByteCountMax
        for row in try OutcomeRow.all().prefix(60) {
            let (counts, _) = try Self.run(row, limits: limits)
            let expected = try row.expected()
            #expect(Set(counts.keys).isSubset(of: expected.keys), "\(row.name) gave an impossible outcome")
            #expect(ChiSquare.pValue(counts: counts, probabilities: expected) > 1e-5, "\(row.name)")
        }
    }

    @Test func theOutcomesOfSingleShotsAddUpToTheCounts() throws {
        for row in try OutcomeRow.all() {
            let (counts, memory) = try Self.run(row, limits: SimulatorLimits(), returnsMemory: true)
            #expect(Dictionary(memory.map { ($0, 1) }, uniquingKeysWith: +) == counts, "\(row.name)")
        }
    }

    @Test func theSameSeedGivesTheSameReplyAndAnotherSeedAnother() throws {
        for row in try OutcomeRow.all().prefix(20) {
            let engine = SimulatorEngine()
            let first = try engine.run(request: Array(row.request), cancellation: CancellationFlag())
            let second = try engine.run(request: Array(row.request), cancellation: CancellationFlag())
            let (one, other) = (try CircuitReply(bytes: first), try CircuitReply(bytes: second))
            #expect(one.withoutTimes == other.withoutTimes)
        }
        var request = try Self.request(#require(try OutcomeRow.all().first))
        let before = try SimulatorEngine().run(request, cancellation: CancellationFlag())
        request.options.seed += 1
        let after = try SimulatorEngine().run(request, cancellation: CancellationFlag())
        #expect(before.outcomes.map(\.counts) != after.outcomes.map(\.counts))
    }

    @Test func equalCircuitsOfOneBatchAreSampledIndependently() throws {
        var request = try Self.request(#require(try OutcomeRow.all().first))
        request.runs += request.runs
        let reply = try SimulatorEngine().run(request, cancellation: CancellationFlag())
        #expect(reply.outcomes[0].counts != reply.outcomes[1].counts)
        request.runs.removeLast()
        let alone = try SimulatorEngine().run(request, cancellation: CancellationFlag())
        #expect(alone.outcomes[0].counts == reply.outcomes[0].counts)
    }

    /// Branches give shots sorted by outcome; a device does not.
    @Test func shotsOfABranchingCircuitComeInRandomOrder() throws {
        let row = try #require(try OutcomeRow.all().first { $0.name == "measure_and_reuse" })
        let (_, memory) = try Self.run(row, limits: SimulatorLimits(), returnsMemory: true)
        let changes = zip(memory, memory.dropFirst()).count { $0 != $1 }
        #expect(changes > memory.count / 2)
    }

    private static func request(_ row: OutcomeRow) throws -> CircuitRequest {
        try CircuitRequest(bytes: Array(row.request), limits: CircuitLimits())
    }

    private static func run(
        _ row: OutcomeRow, limits: SimulatorLimits, returnsMemory: Bool = false,
        method: MethodName? = nil
    ) throws -> (counts: [UInt64: Int], memory: [UInt64]) {
        var request = try self.request(row)
        request.options.returnsMemory = returnsMemory
        if let method { request.options.method = method }
        let reply = try SimulatorEngine(limits: limits).run(request, cancellation: CancellationFlag())
        let outcome = try #require(reply.outcomes.first)
        let counts = zip(outcome.keys, outcome.counts).map { ($0, Int($1)) }
        return (Dictionary(uniqueKeysWithValues: counts), outcome.memory)
    }
}

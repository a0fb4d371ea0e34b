import CircuitModel
import QuantumSimulator
import Testing

/// Goal: what a connection keeps of a noise model never takes the place of another.
/// Method: models whose effect is certain, one after the other over one connection.
@Suite struct SentBeforeTests {
    private static let flips = readout([[0, 1], [1, 0]])
    private static let readsRight = readout([[1, 0], [0, 1]])

    private static func readout(_ probabilities: [[Int]]) -> String {
        #"{"errors": [{"type": "roerror", "operations": ["measure"], "probabilities": \#(probabilities)}]}"#
    }

    /// Outcomes of ten readings of a qubit in |0⟩.
    private static func outcomes(under noise: String, after before: inout SentBefore) throws -> [UInt64] {
        let engine = SimulatorEngine()
        var circuit = Circuit(qubitCount: 1, clbitCount: 1)
        circuit.instructions = [.measure(qubit: 0, clbit: 0)]
        let request = CircuitRequest(
            circuits: [circuit], options: RunOptions(shotCount: 10, seed: 1, noise: .model(noise)))
        let prepared = try engine.prepare(
            request.encoded(), after: &before, cancellation: CancellationFlag())
        return try engine.run(0, of: prepared, cancellation: CancellationFlag()).keys
    }

    @Test func theModelThatIsSentIsTheOneThatActs() throws {
        var before = SentBefore(slots: StructureSlots(countMax: 0))
        for (model, outcome) in [
            (Self.flips, UInt64(1)), (Self.flips, 1), (Self.readsRight, 0), (Self.flips, 1),
        ] {
            #expect(try Self.outcomes(under: model, after: &before) == [outcome])
        }
    }

    @Test func aModelThatCannotBeReadLeavesTheOneBefore() throws {
        var before = SentBefore(slots: StructureSlots(countMax: 0))
        #expect(try Self.outcomes(under: Self.flips, after: &before) == [1])
        let error = #expect(throws: SimulatorError.self) { try Self.outcomes(under: "[", after: &before) }
        #expect(error?.code == .noiseMalformed)
        #expect(try Self.outcomes(under: Self.flips, after: &before) == [1])
    }
}

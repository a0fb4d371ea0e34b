import QuantumSimulator
import SimulatorCore
import Testing

/// Each sweep over a state looks at the flag for each of its parts, so that what is left of it is left out.
@Suite("A state that nobody wants any more")
struct CancellationTests {
    private static let team = WorkerTeam(threadCount: 2)
    /// Four parts.
    private static let qubitCount = 17

    /// Each qubit with ⟨Z⟩ = 0.6 and ⟨X⟩ = 0.8, and a flag that was raised afterwards.
    private static func cancelled(_ precision: AmplitudePrecision) throws -> StateBuffer {
        let flag = CancellationFlag()
        let state = try StateBuffer(
            qubitCount: Self.qubitCount, precision: precision, team: Self.team, budget: MemoryBudget(),
            cancellation: flag)
        let (cosine, sine) = (0.8.squareRoot(), 0.2.squareRoot())
        for bit in 0..<Self.qubitCount {
            state.apply(.dense([cosine, 0, -sine, 0, sine, 0, cosine, 0], on: [bit]))
        }
        flag.cancel()
        return state
    }

    private static let precisions: [AmplitudePrecision] = [.double, .single]

    @Test("has nothing read from it", arguments: Self.precisions)
    func isNotRead(precision: AmplitudePrecision) throws {
        let state = try Self.cancelled(precision)
        #expect(state.probabilities(of: [3]) == [0, 0])
        #expect(state.probabilities(of: Array(0..<Self.qubitCount)).allSatisfy { $0 == 0 })
        #expect(state.weights(ofQubit: 16) == (0, 0))
        #expect(state.expectations(of: [PauliMasks(x: 1, z: 0), PauliMasks(x: 0, z: 2)]) == [0, 0])
        #expect(state.amplitudes(0..<(1 << Self.qubitCount)).isEmpty)
    }

    @Test("has nothing done to it", arguments: Self.precisions)
    func isNotChanged(precision: AmplitudePrecision) throws {
        let state = try Self.cancelled(precision)
        let before = (0..<64).map { state.amplitude(at: $0 << 11 | $0).real }
        state.flip(qubit: 11)
        state.collapse(qubit: 12, toOne: true, weight: 0.2)
        state.apply(.dense([0, 0, 1, 0, 1, 0, 0, 0], on: [2]))
        #expect((0..<64).map { state.amplitude(at: $0 << 11 | $0).real } == before)
    }

    @Test("gives no samples")
    func isNotSampled() throws {
        let state = try Self.cancelled(.double)
        var random = PhiloxRandom(seed: 1, stream: 0)
        let error = #expect(throws: SimulatorError.self) {
            try state.sample(shotCount: 5, using: &random, cancellation: CancellationFlag())
        }
        #expect(error?.code == .cancelled)
    }
}

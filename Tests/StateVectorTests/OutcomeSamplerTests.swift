import StateVector
import Testing

@Suite struct OutcomeSamplerTests {
    @Test func aUniformNumberSelectsByRunningSums() {
        var state = StateVector(qubitCount: 2)
        // Probabilities 0, 1/4, 0, 3/4.
        state.setAmplitude(at: 0, real: 0, imaginary: 0)
        state.setAmplitude(at: 1, real: 0, imaginary: 0.5)
        state.setAmplitude(at: 3, real: -0.75.squareRoot(), imaginary: 0)
        let sampler = OutcomeSampler(consuming: state)
        #expect(sampler.index(at: 0) == 1)
        #expect(sampler.index(at: 0.2499) == 1)
        #expect(sampler.index(at: 0.2501) == 3)
        #expect(sampler.index(at: 1 - 0x1p-53) == 3)
    }

    /// Rounding may push a draw past the sum of all probabilities; it must not land on an impossible state.
    @Test(arguments: 0..<8)
    func noDrawLandsOnAStateWithoutProbability(only: Int) {
        var state = StateVector(qubitCount: 3)
        state.setAmplitude(at: 0, real: 0, imaginary: 0)
        state.setAmplitude(at: only, real: 0.1, imaginary: 0.3)
        let sampler = OutcomeSampler(consuming: state)
        for uniform in [0, 0x1p-53, 0.5, 1 - 0x1p-53, 1] { #expect(sampler.index(at: uniform) == only) }
    }

    @Test func talliesComeBackInAscendingOrder() {
        var sampler = OutcomeSampler(consuming: StateVector(qubitCount: 2))
        for index in [3, 1, 3, 3] { sampler.tally(index) }
        var found: [[Int]] = []
        sampler.forEachTally { found.append([$0, $1]) }
        #expect(found == [[1, 1], [3, 3]])
    }
}

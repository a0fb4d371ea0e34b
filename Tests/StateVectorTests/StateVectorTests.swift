import StateVector
import Testing

/// Goal: each kernel does what its documentation says, on every qubit.
/// Method: states with all amplitudes different, and a loop over indices that shares nothing with the kernels.
@Suite struct StateVectorTests {
    private static let matrix: [Double] = [0.6, 0.1, -0.2, 0.7, 0.3, -0.4, 0.5, 0.2]

    @Test func aNewStateIsAllZeros() {
        let state = StateVector(qubitCount: 3)
        #expect(state.amplitude(at: 0) == (1, 0))
        #expect((1..<8).allSatisfy { state.amplitude(at: $0) == (0, 0) })
    }

    @Test func itsMemoryIsKnownBeforehand() {
        #expect(StateVector.byteCount(qubitCount: 0) == 16)
        #expect(StateVector.byteCount(qubitCount: 20) == 16 << 20)
        #expect(StateVector.byteCount(qubitCount: 59) == nil)
    }

    @Test(arguments: 0..<5)
    func aMatrixActsOnOneQubit(target: Int) {
        var state = Self.sample()
        let before = Self.amplitudes(of: state)
        state.apply(matrix: Self.matrix, toQubit: target)
        let expected = Self.applying(Self.matrix, to: [target], of: before) { _ in true }
        #expect(Self.distance(Self.amplitudes(of: state), expected) < 1e-15)
    }

    @Test(arguments: 0..<5, 0..<5)
    func aControlledMatrixActsWhereTheControlsHold(target: Int, control: Int) {
        guard target != control else { return }
        for value in [0, 1 << control] {
            var state = Self.sample()
            let before = Self.amplitudes(of: state)
            state.apply(matrix: Self.matrix, toQubit: target, controlMask: 1 << control, controlValue: value)
            let expected = Self.applying(Self.matrix, to: [target], of: before) { $0 & 1 << control == value }
            #expect(Self.distance(Self.amplitudes(of: state), expected) < 1e-15)
        }
    }

    @Test(arguments: [[0, 1], [1, 0], [4, 2], [0, 4], [3, 1, 2], [2, 4, 0]])
    func aDenseMatrixTakesItsFirstTargetForBitZero(targets: [Int]) {
        let rowCount = 1 << targets.count
        let matrix = (0..<(2 * rowCount * rowCount)).map { Double(($0 * 7) % 11) / 11 - 0.5 }
        var state = Self.sample()
        let before = Self.amplitudes(of: state)
        let control = (0..<5).first { !targets.contains($0) } ?? 0
        state.apply(
            matrix: matrix, toQubits: targets[...], controlMask: 1 << control, controlValue: 1 << control)
        let expected = Self.applying(matrix, to: targets, of: before) { $0 >> control & 1 == 1 }
        #expect(Self.distance(Self.amplitudes(of: state), expected) < 1e-14)
    }

    @Test(arguments: [[0], [3], [1, 4], [4, 1], [2, 0, 3]])
    func aDiagonalIsAMatrixWithNothingElse(targets: [Int]) {
        let rowCount = 1 << targets.count
        let diagonal = (0..<(2 * rowCount)).map { Double(($0 * 5) % 7) / 7 - 0.3 }
        var matrix = [Double](repeating: 0, count: 2 * rowCount * rowCount)
        for row in 0..<rowCount {
            matrix[2 * row * (rowCount + 1)] = diagonal[2 * row]
            matrix[2 * row * (rowCount + 1) + 1] = diagonal[2 * row + 1]
        }
        var state = Self.sample()
        let before = Self.amplitudes(of: state)
        state.apply(diagonal: diagonal, toQubits: targets[...], controlMask: 0, controlValue: 0)
        let expected = Self.applying(matrix, to: targets, of: before) { _ in true }
        #expect(Self.distance(Self.amplitudes(of: state), expected) < 1e-15)
    }

    @Test func flipAndSwapMoveAmplitudes() {
        var state = Self.sample()
        let before = Self.amplitudes(of: state)
        state.flip(qubit: 1, controlMask: 0b1000, controlValue: 0b1000)
        state.swap(qubits: 0, 4, controlMask: 0b100, controlValue: 0)
        let after = Self.amplitudes(of: state)
        for index in 0..<32 {
            var source = index
            if index & 0b100 == 0 { source = index & ~0b10001 | (index & 1) << 4 | index >> 4 & 1 }
            if source & 0b1000 != 0 { source ^= 0b10 }
            #expect(after[2 * index] == before[2 * source] && after[2 * index + 1] == before[2 * source + 1])
        }
    }

    @Test(arguments: 0..<5)
    func collapseKeepsOnePartAtNormOne(qubit: Int) {
        for toOne in [false, true] {
            var state = Self.sample()
            let weights = state.weights(ofQubit: qubit)
            #expect(abs(weights.zero + weights.one - state.norm()) < 1e-14)
            state.collapse(qubit: qubit, toOne: toOne, weight: toOne ? weights.one : weights.zero)
            #expect(abs(state.norm() - 1) < 1e-14)
            let left = state.weights(ofQubit: qubit)
            #expect((toOne ? left.zero : left.one) == 0)
        }
    }

    // MARK: - Reference

    private static func sample() -> StateVector {
        var state = StateVector(qubitCount: 5)
        for index in 0..<32 {
            state.setAmplitude(
                at: index, real: Double((index * 13) % 17) / 50 - 0.1,
                imaginary: Double((index * 5) % 19) / 50 - 0.2)
        }
        return state
    }

    private static func amplitudes(of state: borrowing StateVector) -> [Double] {
        var amplitudes: [Double] = []
        for index in 0..<state.count {
            let amplitude = state.amplitude(at: index)
            amplitudes += [amplitude.real, amplitude.imaginary]
        }
        return amplitudes
    }

    private static func applying(
        _ matrix: [Double], to qubits: [Int], of state: [Double], where acts: (Int) -> Bool
    ) -> [Double] {
        let rowCount = 1 << qubits.count
        var result = state
        for index in 0..<(state.count / 2) where acts(index) {
            let row = qubits.enumerated().reduce(0) { $0 | (index >> $1.element & 1) << $1.offset }
            (result[2 * index], result[2 * index + 1]) = (0, 0)
            for column in 0..<rowCount {
                var source = index
                for (place, qubit) in qubits.enumerated() {
                    source = source & ~(1 << qubit) | (column >> place & 1) << qubit
                }
                let entry = 2 * (row * rowCount + column)
                let (a, b, c, d) = (
                    matrix[entry], matrix[entry + 1], state[2 * source], state[2 * source + 1]
                )
                result[2 * index] += a * c - b * d
                result[2 * index + 1] += a * d + b * c
            }
        }
        return result
    }

    private static func distance(_ left: [Double], _ right: [Double]) -> Double {
        zip(left, right).map { abs($0 - $1) }.max() ?? 0
    }
}

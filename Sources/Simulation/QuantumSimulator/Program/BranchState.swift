import SimulatorCore

/// A state that a program's steps are carried out on, in any representation. Bits are those of a state's index.
protocol BranchState: AnyObject {
    var qubitCount: Int { get }
    /// Memory of its amplitudes.
    var byteCount: Int { get }

    /// All qubits 0 again.
    func setZeroState()
    /// Squared norms of the parts in which a bit is 0 and 1.
    func weights(ofQubit bit: Int) -> (zero: Double, one: Double)
    /// Squared norms of the parts in which bits hold each of their values; the first is a value's bit 0.
    func probabilities(of bits: [Int]) -> [Double]
    func expectations(of strings: [PauliMasks]) -> [Double]
    /// Leaves only the part with an outcome, scaled to norm 1; its squared norm is `weight`.
    func collapse(qubit bit: Int, toOne: Bool, weight: Double)
    func flip(qubit bit: Int)
    /// Makes what is measured in the basis of a Pauli string show as 0 and 1: H where it has X, H·S† where it has Y.
    func turn(toBasisOf string: PauliMasks)
    func copy() throws(SimulatorError) -> Self
    /// Real and imaginary part of amplitudes, by index.
    func amplitudes(_ range: Range<Int>) -> [Double]
    /// Draws basis states; the norm may be off by rounding.
    func sample(
        shotCount: Int, using random: inout PhiloxRandom, cancellation: CancellationFlag
    ) throws(SimulatorError) -> StateSamples
}

extension StateBuffer: BranchState {
    var byteCount: Int { Self.byteCount(qubitCount: self.qubitCount, precision: self.precision) ?? .max }

    func turn(toBasisOf string: PauliMasks) {
        let half = 0.5.squareRoot()
        for bit in 0..<self.qubitCount where string.x >> bit & 1 == 1 {
            let isY = string.z >> bit & 1 == 1
            let matrix = isY ? [half, 0, 0, -half, half, 0, 0, half] : [half, 0, half, 0, half, 0, -half, 0]
            self.apply(.dense(matrix, on: [bit]))
        }
    }
}

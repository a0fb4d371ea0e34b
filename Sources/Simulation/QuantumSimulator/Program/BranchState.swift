import NoiseModel
import SimulatorCore

/// A state that a program's steps are carried out on, in any representation. Bits are those of a state's index.
protocol BranchState: AnyObject {
    var qubitCount: Int { get }
    /// Memory of its amplitudes.
    var byteCount: Int { get }

    /// Carries out what still waits to be.
    func settle()
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
    /// Takes in what a channel does on average; false where the state can only go one of its ways.
    func absorb(_ matrix: TransferMatrix, on bits: [Int]) -> Bool
    /// Multiplies by a matrix on some bits, of which the first is bit 0 of its indices; it need not be unitary.
    func apply(
        matrix: [Double], on bits: [Int], cancellation: CancellationFlag
    ) throws(SimulatorError)
    /// The reduced state of some bits, as ``SavePoint/densityMatrix(qubits:)`` has it.
    func densityMatrix(of bits: [Int], cancellation: CancellationFlag) throws(SimulatorError) -> [Double]
    /// Whether samples show bits as they are read, some of them wrongly; otherwise whoever tallies them sees to it.
    static var readsWithErrors: Bool { get }
    /// Draws basis states, as they are read if ``readsWithErrors``.
    func sample(
        shotCount: Int, misreadings: [Misreading], using random: inout PhiloxRandom,
        cancellation: CancellationFlag
    ) throws(SimulatorError) -> StateSamples
    /// Draws basis states; the norm may be off by rounding.
    func sample(
        shotCount: Int, using random: inout PhiloxRandom, cancellation: CancellationFlag
    ) throws(SimulatorError) -> StateSamples
}

extension BranchState {
    static var readsWithErrors: Bool { false }

    func settle() {}

    func absorb(_ matrix: TransferMatrix, on bits: [Int]) -> Bool { false }

    func sample(
        shotCount: Int, misreadings: [Misreading], using random: inout PhiloxRandom,
        cancellation: CancellationFlag
    ) throws(SimulatorError) -> StateSamples {
        try self.sample(shotCount: shotCount, using: &random, cancellation: cancellation)
    }
}

extension StateBuffer: BranchState {
    var byteCount: Int { Self.byteCount(qubitCount: self.qubitCount, precision: self.precision) ?? .max }

    func apply(
        matrix: [Double], on bits: [Int], cancellation: CancellationFlag
    ) throws(SimulatorError) {
        let plan = EvolutionPlan.make(
            operations: [.dense(matrix, on: bits)], qubitCount: self.qubitCount, precision: self.precision,
            from: self.layout)
        try self.evolve(plan, cancellation: cancellation)
    }

    func turn(toBasisOf string: PauliMasks) {
        let half = 0.5.squareRoot()
        for bit in 0..<self.qubitCount where string.x >> bit & 1 == 1 {
            let isY = string.z >> bit & 1 == 1
            let matrix = isY ? [half, 0, 0, -half, half, 0, 0, half] : [half, 0, half, 0, half, 0, -half, 0]
            self.apply(.dense(matrix, on: [bit]))
        }
    }
}

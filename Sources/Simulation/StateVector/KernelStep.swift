/// One step that a kernel takes over a chunk of a state, as plain numbers: the same for every precision and every
/// set of instructions.
///
/// Distances and places are in vectors of the kernels that take it; a block number has bits from 0, the lane excluded.
package struct KernelStep: Sendable {
    package enum Code: Int, Sendable {
        /// Fills the chunk; `second` is the number of low bits, from `third` on is the table of the low bits.
        case product
        /// A 4×4 matrix: 16 numbers. `first` and `second` are the distances of the two bits.
        case densePair
        /// A 4×4 matrix of 11 numbers; 8 places.
        case reducedPair
        /// One, two or three one-qubit matrices: the forms, the distances of the bits, and where the rows go.
        case network1, network2, network3
        /// A matrix of `first` rows; as many places.
        case dense
        /// Bit `first` of the lane against the block bit at distance `second`.
        case exchange
        /// Bits 0, 1 and 2 of the lane against three block bits: their distances.
        case transpose
        /// A diagonal on all bits; `first` is the number of middle bits.
        case diagonal
        /// Phases and a one-qubit matrix, for one, two or three bits in turn: the forms, the distances of the bits,
        /// and which phases they share. `second` is the number of low bits. Numbers: the matrices, the phases
        /// that they share; from `third` on the tables of the low bits.
        case phasedRotation1, phasedRotation2, phasedRotation3
        /// Factors for the lanes of a block.
        case multiply
    }

    package var code: Code
    /// Bits of the block number that do not vary.
    package var fixed = 0
    /// What controls among them are.
    package var value = 0
    package var first = 0
    package var second = 0
    /// Where its numbers begin among all numbers, and among those made for one chunk.
    package var numbers = 0
    package var third = 0
    package var local = 0
    /// Where its places begin.
    package var places = 0

    package init(_ code: Code) {
        self.code = code
    }
}

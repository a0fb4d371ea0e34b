/// One step of a pass, on local bits: those of an index within a chunk, and above them those of the chunk's number.
///
/// Local bits below the lane's width are the lane; a step changes only bits above, the block bits.
package enum PlanStep: Sendable {
    /// Fills the chunk, whatever it was: for each bit, those of the chunk's number included, the complex factors of
    /// amplitudes in which it is 0 and 1. The first step of a pass, if any.
    case product(numbers: [Double])
    /// Bit `lane` of the lane changes places with a block bit.
    case exchange(lane: Int, bit: Int)
    /// A one-qubit matrix on each of up to three block bits, then a permutation: row `i` goes to row `outputs[i]`,
    /// bit `j` of a row being `bits[j]`.
    case network(bits: [Int], rotations: [Rotation], outputs: [Int])
    /// Up to three stages, one after the other, on different block bits.
    case phasedRotations([PhasedRotation])
    /// 16 complex numbers, row-major; bit 0 of a row is `low`.
    case pair(low: Int, high: Int, numbers: [Double])
    /// 11 complex numbers; see ``PairReduction``.
    case reducedPair(low: Int, high: Int, numbers: [Double], columns: [Int], rows: [Int])
    /// Complex numbers, row-major, where the controls hold; those may be bits of the chunk's number.
    case dense(bits: [Int], matrix: [Double], controlMask: Int, controlValue: Int)
    /// A bit is flipped where another, which may be one of the chunk's number, is 1.
    case controlledNot(target: Int, control: Int)
    /// Factors of the amplitudes in which all bits of a mask, one or two, are 1.
    case diagonal([PlanFactor])
    /// One such factor, of any number of bits.
    case phase(PlanFactor)
}

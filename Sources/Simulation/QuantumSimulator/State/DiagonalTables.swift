import SimulatorCore

/// The tables of a diagonal that is a product over single bits and pairs of bits.
///
/// An index within a chunk is cut into lane, middle and high bits. What two bits of different parts share is a
/// table over one part for each value of the other; what bits of the chunk's number share with one inside is a
/// factor of that bit alone, another in each chunk.
struct DiagonalTables {
    let middleBitCount: Int
    private let laneBitCount: Int
    private let bitCount: Int
    /// For each value of the high bits one block; and one number for each value of the middle bits.
    let lanes: [PhaseNumber]
    let middle: [PhaseNumber]
    /// For each value of the middle bits one block; for each value of the high bits one number.
    let start: [PhaseNumber]
    let scale: [PhaseNumber]
    /// What has to do with the chunk's number: the mask is of local bits.
    private let outside: [PlanFactor]

    init(_ factors: [PlanFactor], bitCount: Int, laneBitCount: Int, middleBitCount: Int) {
        self.middleBitCount = middleBitCount
        self.laneBitCount = laneBitCount
        self.bitCount = bitCount
        var singles = [PhaseNumber](repeating: .one, count: bitCount)
        var pairs = [PhaseNumber](repeating: .one, count: bitCount * bitCount)
        var outside: [PlanFactor] = []
        for factor in factors {
            if factor.mask >> bitCount != 0 {
                outside.append(factor)
            } else {
                let low = factor.mask.trailingZeroBitCount
                let high = Int.bitWidth - 1 - factor.mask.leadingZeroBitCount
                if low == high { singles[low] = singles[low] * PhaseNumber(factor) }
                if low != high {
                    pairs[high * bitCount + low] = pairs[high * bitCount + low] * PhaseNumber(factor)
                }
            }
        }
        self.outside = outside
        let lowCount = laneBitCount + middleBitCount
        func shared(_ high: Int, _ bits: Range<Int>) -> ArraySlice<PhaseNumber> {
            pairs[(high * bitCount + bits.lowerBound)..<(high * bitCount + bits.upperBound)]
        }
        // Bit by bit from below: a new bit brings its own factor and those that it shares with the bits before.
        func own(_ bits: Range<Int>) -> [PhaseNumber] {
            var table = [PhaseNumber.one]
            for bit in bits {
                let added = PhaseNumber.products(of: shared(bit, bits.lowerBound..<bit), start: singles[bit])
                for index in table.indices { table.append(table[index] * added[index]) }
            }
            return table
        }
        func between(_ bits: Range<Int>) -> [PhaseNumber] {
            var table = [PhaseNumber](repeating: .one, count: 1 << bits.count)
            for high in lowCount..<bitCount {
                let added = PhaseNumber.products(of: shared(high, bits))
                for index in table.indices { table.append(table[index] * added[index & (added.count - 1)]) }
            }
            return table
        }
        self.start = own(0..<lowCount)
        self.scale = own(lowCount..<bitCount)
        self.lanes = between(0..<laneBitCount)
        self.middle = between(laneBitCount..<lowCount)
    }

    /// The numbers of one chunk: the blocks of the middle bits, then the scales of the high bits.
    func fill<Real: KernelReal>(_ local: UnsafeMutablePointer<Real>, chunk: Int) {
        var added = [PhaseNumber](repeating: .one, count: self.bitCount)
        var whole = PhaseNumber.one
        for factor in self.outside {
            let held = factor.mask >> self.bitCount
            guard held & chunk == held else { continue }
            let inside = factor.mask & ((1 << self.bitCount) - 1)
            if inside == 0 {
                whole = whole * PhaseNumber(factor)
            } else {
                let bit = inside.trailingZeroBitCount
                added[bit] = added[bit] * PhaseNumber(factor)
            }
        }
        let lowCount = self.laneBitCount + self.middleBitCount
        let low = PhaseNumber.products(of: added[..<lowCount], start: whole)
        let laneCount = 1 << self.laneBitCount
        for (index, number) in self.start.enumerated() {
            let product = number * low[index]
            let place = 2 * index - index & (laneCount - 1)
            local[place] = Real(product.real)
            local[place + laneCount] = Real(product.imaginary)
        }
        let high = PhaseNumber.products(of: added[lowCount...])
        let scales = local + 2 * self.start.count
        for (index, number) in self.scale.enumerated() {
            let product = number * high[index]
            scales[2 * index] = Real(product.real)
            scales[2 * index + 1] = Real(product.imaginary)
        }
    }
}

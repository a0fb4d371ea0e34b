import SimulatorCore

/// The tables of a phased rotation: a factor for each bit alone.
struct PhaseTables {
    let lowBitCount: Int
    /// For each value of the low block bits a block.
    let low: [PhaseNumber]
    /// For each value of the other block bits.
    let high: [PhaseNumber]
    /// What the bits of the chunk's number add.
    private let outside: [PlanFactor]

    init(_ factors: [PlanFactor], bitCount: Int, laneBitCount: Int, lowBitCount: Int) {
        self.lowBitCount = lowBitCount
        var inside = [PhaseNumber](repeating: .one, count: bitCount)
        var outside: [PlanFactor] = []
        for factor in factors {
            if factor.mask >> bitCount == 0 {
                let bit = factor.mask.trailingZeroBitCount
                inside[bit] = inside[bit] * PhaseNumber(factor)
            } else {
                outside.append(
                    PlanFactor(mask: factor.mask >> bitCount, real: factor.real, imaginary: factor.imaginary))
            }
        }
        self.low = PhaseNumber.products(of: inside[..<(laneBitCount + lowBitCount)])
        self.high = PhaseNumber.products(of: inside[(laneBitCount + lowBitCount)...])
        self.outside = outside
    }

    /// The numbers of one chunk: those of the high bits.
    func fill<Real: KernelReal>(_ local: UnsafeMutablePointer<Real>, chunk: Int) {
        var scale = PhaseNumber.one
        for factor in self.outside where factor.mask & chunk == factor.mask {
            scale = scale * PhaseNumber(factor)
        }
        for (index, number) in self.high.enumerated() {
            let product = number * scale
            local[2 * index] = Real(product.real)
            local[2 * index + 1] = Real(product.imaginary)
        }
    }
}

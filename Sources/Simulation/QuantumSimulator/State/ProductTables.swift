import SimulatorCore

/// The tables that chunks are filled from: a state in which each bit has amplitudes of its own.
struct ProductTables {
    let lowBitCount: Int
    /// For each value of the low block bits a block.
    let low: [PhaseNumber]
    /// For each value of the other block bits.
    let high: [PhaseNumber]
    /// For each bit of the chunk's number the factors of 0 and of 1.
    private let outside: [PhaseNumber]

    /// - Parameter numbers: Of each bit, the lowest first, the complex factors of 0 and of 1.
    init(_ numbers: [Double], bitCount: Int, laneBitCount: Int, lowBitCount: Int) {
        self.lowBitCount = lowBitCount
        let factors = stride(from: 0, to: numbers.count, by: 2).map {
            PhaseNumber(real: numbers[$0], imaginary: numbers[$0 + 1])
        }
        let middle = 2 * (laneBitCount + lowBitCount)
        self.low = Self.products(of: factors[..<middle])
        self.high = Self.products(of: factors[middle..<(2 * bitCount)])
        self.outside = Array(factors[(2 * bitCount)...])
    }

    /// For each value of some bits the product of their factors.
    private static func products(of factors: ArraySlice<PhaseNumber>) -> [PhaseNumber] {
        var products = [PhaseNumber.one]
        for zero in stride(from: factors.startIndex, to: factors.endIndex, by: 2) {
            products = products.map { $0 * factors[zero] } + products.map { $0 * factors[zero + 1] }
        }
        return products
    }

    /// The numbers of one chunk: those of the high bits.
    func fill<Real: KernelReal>(_ local: UnsafeMutablePointer<Real>, chunk: Int) {
        var scale = PhaseNumber.one
        for bit in 0..<(self.outside.count / 2) {
            scale = scale * self.outside[2 * bit + chunk >> bit & 1]
        }
        for (index, number) in self.high.enumerated() {
            let product = number * scale
            local[2 * index] = Real(product.real)
            local[2 * index + 1] = Real(product.imaginary)
        }
    }
}

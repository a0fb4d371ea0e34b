import SimulatorCore

/// A complex factor, with just what tables of factors need.
struct PhaseNumber {
    var real: Double
    var imaginary: Double

    static let one = PhaseNumber(real: 1, imaginary: 0)
    var isOne: Bool { self.real == 1 && self.imaginary == 0 }

    init(real: Double, imaginary: Double) {
        self.real = real
        self.imaginary = imaginary
    }

    init(_ factor: PlanFactor) {
        self.init(real: factor.real, imaginary: factor.imaginary)
    }

    @inline(__always)
    static func * (left: PhaseNumber, right: PhaseNumber) -> PhaseNumber {
        PhaseNumber(
            real: left.real * right.real - left.imaginary * right.imaginary,
            imaginary: left.real * right.imaginary + left.imaginary * right.real)
    }

    /// For each value of some bits the product of the factors of those that are 1, times `start`.
    static func products(of factors: ArraySlice<PhaseNumber>, start: PhaseNumber = .one) -> [PhaseNumber] {
        var products = [start]
        products.reserveCapacity(1 << factors.count)
        for factor in factors {
            for index in products.indices { products.append(products[index] * factor) }
        }
        return products
    }
}

import CircuitModel

/// What amplitudes are multiplied by in which all bits of a mask are 1.
package struct PlanFactor: Equatable, Sendable {
    package var mask: Int
    package var real: Double
    package var imaginary: Double

    package init(mask: Int, real: Double, imaginary: Double) {
        self.mask = mask
        self.real = real
        self.imaginary = imaginary
    }

    init(mask: Int, _ factor: Complex) {
        self.init(mask: mask, real: factor.real, imaginary: factor.imaginary)
    }
}

import CircuitModel

extension Complex {
    static func + (left: Complex, right: Complex) -> Complex {
        Complex(left.real + right.real, left.imaginary + right.imaginary)
    }

    static func - (left: Complex, right: Complex) -> Complex {
        Complex(left.real - right.real, left.imaginary - right.imaginary)
    }

    /// - Precondition: The divisor is not 0.
    static func / (left: Complex, right: Complex) -> Complex {
        (1 / right.squaredMagnitude) * (left * right.conjugate)
    }

    var conjugate: Complex { Complex(self.real, -self.imaginary) }
    var squaredMagnitude: Double { self.real * self.real + self.imaginary * self.imaginary }
    var magnitude: Double { self.squaredMagnitude.squareRoot() }
    var isZero: Bool { self.real == 0 && self.imaginary == 0 }
    var isOne: Bool { self.real == 1 && self.imaginary == 0 }

    /// One of the two square roots; nil for 0.
    var squareRoot: Complex? {
        let size = self.magnitude
        guard size > 0 else { return nil }
        let larger = ((size + abs(self.real)) / 2).squareRoot()
        let other = abs(self.imaginary) / (2 * larger)
        let (x, y) = self.real >= 0 ? (larger, other) : (other, larger)
        return Complex(x, self.imaginary < 0 ? -y : y)
    }
}

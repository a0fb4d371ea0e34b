/// A complex number in double precision, with just what gate matrices need.
package struct Complex: Equatable, Sendable {
    package var real: Double
    package var imaginary: Double

    package init(_ real: Double, _ imaginary: Double = 0) {
        self.real = real
        self.imaginary = imaginary
    }

    /// `e^(i·angle)`.
    package init(phase angle: Double) {
        let part = SineCosine(angle)
        self.init(part.cosine, part.sine)
    }

    package static let zero = Complex(0)
    package static let one = Complex(1)
    package static let i = Complex(0, 1)

    package static func * (left: Complex, right: Complex) -> Complex {
        Complex(
            left.real * right.real - left.imaginary * right.imaginary,
            left.real * right.imaginary + left.imaginary * right.real)
    }

    package static func * (left: Double, right: Complex) -> Complex {
        Complex(left * right.real, left * right.imaginary)
    }

    package static prefix func - (value: Complex) -> Complex {
        Complex(-value.real, -value.imaginary)
    }
}

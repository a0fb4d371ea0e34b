import CircuitModel

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A unitary 2×2 matrix as `e^{iα} (cos β − i sin β (n·σ))`: its eigenvalues are `e^{i(α ∓ β)}`, its powers theirs.
struct OneQubitPower {
    private let alpha: Double
    private let beta: Double
    private let axis: (x: Double, y: Double, z: Double)

    /// - Parameter matrix: Four entries, row-major, real and imaginary part of each.
    init(_ matrix: [Double]) {
        let (a, b) = ((matrix[0], matrix[1]), (matrix[2], matrix[3]))
        let (c, d) = ((matrix[4], matrix[5]), (matrix[6], matrix[7]))
        let determinant = (
            a.0 * d.0 - a.1 * d.1 - b.0 * c.0 + b.1 * c.1, a.0 * d.1 + a.1 * d.0 - b.0 * c.1 - b.1 * c.0
        )
        self.alpha = atan2(determinant.1, determinant.0) / 2
        // Without that phase it is [[w − iz, −y − ix], [y − ix, w + iz]] with real w, x, y, z.
        let (cosine, sine) = (cos(self.alpha), -sin(self.alpha))
        func turned(_ value: (Double, Double)) -> (Double, Double) {
            (value.0 * cosine - value.1 * sine, value.0 * sine + value.1 * cosine)
        }
        let (first, second, third, fourth) = (turned(a), turned(b), turned(c), turned(d))
        let w = (first.0 + fourth.0) / 2
        let z = (fourth.1 - first.1) / 2
        let x = -(second.1 + third.1) / 2
        let y = (third.0 - second.0) / 2
        let length = (x * x + y * y + z * z).squareRoot()
        self.beta = atan2(length, w)
        self.axis = length > 1e-300 ? (x / length, y / length, z / length) : (0, 0, 1)
    }

    /// The power whose eigenvalues have the angles of this one's, between −π and π, times the exponent.
    func raised(to exponent: Double) -> [Double] {
        let low = Self.principal(self.alpha - self.beta) * exponent
        let high = Self.principal(self.alpha + self.beta) * exponent
        let (mean, half) = ((low + high) / 2, (high - low) / 2)
        let (phase, turn) = (Complex(phase: mean), SineCosine(half))
        let (w, s) = (turn.cosine, turn.sine)
        let entries = [
            Complex(w, -s * self.axis.z), Complex(-s * self.axis.y, -s * self.axis.x),
            Complex(s * self.axis.y, -s * self.axis.x), Complex(w, s * self.axis.z),
        ]
        return entries.flatMap { entry in
            let product = phase * entry
            return [product.real, product.imaginary]
        }
    }

    private static func principal(_ angle: Double) -> Double {
        let reduced = angle.remainder(dividingBy: 2 * .pi)
        // The cut lies at −π; what rounding puts just above it is meant to be π.
        return reduced <= -.pi + 1e-12 ? reduced + 2 * .pi : reduced
    }
}

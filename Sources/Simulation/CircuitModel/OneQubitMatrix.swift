/// A 2×2 complex matrix; `m01` is row 0, column 1.
struct OneQubitMatrix {
    let m00: Complex
    let m01: Complex
    let m10: Complex
    let m11: Complex

    init(_ m00: Complex, _ m01: Complex, _ m10: Complex, _ m11: Complex) {
        self.m00 = m00
        self.m01 = m01
        self.m10 = m10
        self.m11 = m11
    }

    /// Leaves 0 alone and multiplies 1.
    static func phase(_ factor: Complex) -> OneQubitMatrix {
        OneQubitMatrix(.one, .zero, .zero, factor)
    }

    /// A rotation by `angle` about the axis in the X–Y plane at `axisPhase` from X.
    static func rotation(_ angle: Double, axisPhase: Double) -> OneQubitMatrix {
        let part = SineCosine(angle / 2)
        let turn = Complex(phase: axisPhase)
        let across = Complex(0, -part.sine)
        return OneQubitMatrix(
            Complex(part.cosine), across * Complex(turn.real, -turn.imaginary), across * turn,
            Complex(part.cosine))
    }

    /// Qiskit's `U(θ, φ, λ)`.
    static func u(theta: Double, phi: Double, lambda: Double) -> OneQubitMatrix {
        let part = SineCosine(theta / 2)
        return .u(cosine: part.cosine, sine: part.sine, phi: phi, lambda: lambda)
    }

    static func u(cosine: Double, sine: Double, phi: Double, lambda: Double) -> OneQubitMatrix {
        let (left, right) = (Complex(phase: phi), Complex(phase: lambda))
        return OneQubitMatrix(Complex(cosine), -(sine * right), sine * left, cosine * (left * right))
    }

    func scaled(by factor: Complex) -> OneQubitMatrix {
        OneQubitMatrix(factor * self.m00, factor * self.m01, factor * self.m10, factor * self.m11)
    }

    /// Writes 8 numbers: the entries in row-major order, real then imaginary part.
    func write(to matrix: UnsafeMutablePointer<Double>) {
        (matrix[0], matrix[1]) = (self.m00.real, self.m00.imaginary)
        (matrix[2], matrix[3]) = (self.m01.real, self.m01.imaginary)
        (matrix[4], matrix[5]) = (self.m10.real, self.m10.imaginary)
        (matrix[6], matrix[7]) = (self.m11.real, self.m11.imaginary)
    }
}

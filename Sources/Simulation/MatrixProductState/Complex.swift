/// A complex number: real part, imaginary part. BLAS and LAPACK have the same.
typealias Complex = SIMD2<Double>

extension SIMD2<Double> {
    static var one: Self { Self(1, 0) }

    /// Times i, and times -i on the other part: what a product needs besides scaling.
    @inline(__always)
    var turned: Self { Self(-self.y, self.x) }

    @inline(__always)
    func times(_ other: Self) -> Self { other.x * self + other.y * self.turned }

    /// `|z|²`.
    @inline(__always)
    var weight: Double { self.x * self.x + self.y * self.y }
}

extension UnsafeBufferPointer<SIMD2<Double>> {
    /// The sum of `|z|²`.
    var weight: Double {
        var sum = Complex.zero
        for value in self { sum += value * value }
        return sum.x + sum.y
    }
}

import CircuitModel

/// A 2×2 matrix `[[a, b], [c, d]]`.
struct OneQubitMap: Equatable {
    var a, b, c, d: Complex

    static let identity = OneQubitMap(a: .one, b: .zero, c: .zero, d: .one)
    static let flip = OneQubitMap(a: .zero, b: .one, c: .one, d: .zero)

    init(a: Complex, b: Complex, c: Complex, d: Complex) {
        (self.a, self.b, self.c, self.d) = (a, b, c, d)
    }

    /// - Parameter matrix: 4 entries, row-major.
    init(_ matrix: [Complex]) {
        self.init(a: matrix[0], b: matrix[1], c: matrix[2], d: matrix[3])
    }

    static func diagonal(_ a: Complex, _ d: Complex) -> OneQubitMap {
        OneQubitMap(a: a, b: .zero, c: .zero, d: d)
    }

    var isDiagonal: Bool { self.b.isZero && self.c.isZero }
    var isIdentity: Bool { self == .identity }
    var entries: [Complex] { [self.a, self.b, self.c, self.d] }

    /// First the right one, then the left one.
    static func * (left: OneQubitMap, right: OneQubitMap) -> OneQubitMap {
        OneQubitMap(
            a: left.a * right.a + left.b * right.c, b: left.a * right.b + left.b * right.d,
            c: left.c * right.a + left.d * right.c, d: left.c * right.b + left.d * right.d)
    }

    static func * (scale: Complex, map: OneQubitMap) -> OneQubitMap {
        OneQubitMap(a: scale * map.a, b: scale * map.b, c: scale * map.c, d: scale * map.d)
    }

    /// The largest magnitude of an entry.
    var size: Double { max(self.a.magnitude, self.b.magnitude, self.c.magnitude, self.d.magnitude) }

    var adjoint: OneQubitMap {
        OneQubitMap(
            a: self.a.conjugate, b: self.c.conjugate, c: self.b.conjugate, d: self.d.conjugate)
    }
}

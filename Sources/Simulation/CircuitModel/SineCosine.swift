/// Sine and cosine of one angle, the same bits on every machine.
///
/// The C library picks other instructions on other processors, and its last bit may move with them. Sampled
/// counts are promised to depend on the seed alone, so the angles of gates go through these polynomials:
/// IEEE additions and multiplications in a fixed order. Absolute error below 1e-15 for angles up to 1e15; beyond
/// that, where neighbouring Doubles are a good part of a turn apart, the result is merely the same everywhere.
package struct SineCosine: Equatable, Sendable {
    package let sine: Double
    package let cosine: Double

    /// - Parameter angle: Radians, finite.
    package init(_ angle: Double) {
        // So far out the correction below would be larger than what it corrects.
        let angle = abs(angle) < 1e15 ? angle : angle.remainder(dividingBy: 4 * Self.quarterTurn)
        // The remainder is exact; what is left is that a Double is not quite π/2, times the quarter turns.
        let rest = angle.remainder(dividingBy: Self.quarterTurn)
        let turns = ((angle - rest) / Self.quarterTurn).rounded()
        let reduced = rest - turns * Self.quarterTurnLow
        let sine = Self.sineNearZero(reduced)
        let cosine = Self.cosineNearZero(reduced)
        let quadrant = turns.truncatingRemainder(dividingBy: 4)
        switch quadrant < 0 ? quadrant + 4 : quadrant {
        case 1: (self.sine, self.cosine) = (cosine, -sine)
        case 2: (self.sine, self.cosine) = (-sine, -cosine)
        case 3: (self.sine, self.cosine) = (-cosine, sine)
        default: (self.sine, self.cosine) = (sine, cosine)
        }
    }

    /// π/2 rounded to a Double, and what the rounding left out.
    private static let quarterTurn = 1.5707963267948966
    private static let quarterTurnLow = 6.123233995736766e-17

    /// Taylor's series to `x^17`: the next term is below 1e-19 on `[-π/4, π/4]`.
    private static func sineNearZero(_ x: Double) -> Double {
        let z = x * x
        var sum = 1 / 355_687_428_096_000.0
        sum = sum * z - 1 / 1_307_674_368_000.0
        sum = sum * z + 1 / 6_227_020_800.0
        sum = sum * z - 1 / 39_916_800.0
        sum = sum * z + 1 / 362_880.0
        sum = sum * z - 1 / 5_040.0
        sum = sum * z + 1 / 120.0
        sum = sum * z - 1 / 6.0
        return x + x * (z * sum)
    }

    /// Taylor's series to `x^18`.
    private static func cosineNearZero(_ x: Double) -> Double {
        let z = x * x
        var sum = -1 / 6_402_373_705_728_000.0
        sum = sum * z + 1 / 20_922_789_888_000.0
        sum = sum * z - 1 / 87_178_291_200.0
        sum = sum * z + 1 / 479_001_600.0
        sum = sum * z - 1 / 3_628_800.0
        sum = sum * z + 1 / 40_320.0
        sum = sum * z - 1 / 720.0
        sum = sum * z + 1 / 24.0
        return 1 - (0.5 * z - z * z * sum)
    }
}

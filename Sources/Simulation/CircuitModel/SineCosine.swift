import Glibc

/// Sine and cosine of one angle, the same bits on every machine.
///
/// The C library picks other instructions on other processors, and its last bit may move with them. Sampled
/// counts are promised to depend on the seed alone, so the angles of gates go through these polynomials:
/// IEEE additions and multiplications in a fixed order. Absolute error below 1e-15. Angles beyond 1e15 go to the C
/// library after all: their reduction takes hundreds of digits of π, and nobody who sends them misses a last bit.
package struct SineCosine: Equatable, Sendable {
    package let sine: Double
    package let cosine: Double

    /// - Parameter angle: Radians, finite.
    @inlinable
    package init(_ angle: Double) {
        if abs(angle) < Self.nearMax {
            // Adding so large a number rounds to an integer, whose lowest bits then end the significand.
            let shifted = angle * Self.quarterTurnsPerRadian + Self.roundingShift
            let turns = shifted - Self.roundingShift
            // The first product is exact and so is its difference: both have few enough bits.
            let reduced = (angle - turns * Self.quarterTurnHead) - turns * Self.quarterTurnTail
            self.init(reduced: reduced, quadrant: shifted.bitPattern & 3)
        } else {
            self.init(far: angle)
        }
    }

    /// Angles beyond a million radians.
    @usableFromInline
    init(far angle: Double) {
        guard abs(angle) < Self.farMax else {
            self.init(sine: sin(angle), cosine: cos(angle))
            return
        }
        // The remainder is exact; what is left is that a Double is not quite π/2, times the quarter turns.
        let rest = angle.remainder(dividingBy: Self.quarterTurn)
        let turns = ((angle - rest) / Self.quarterTurn).rounded()
        let quadrant = turns.truncatingRemainder(dividingBy: 4)
        self.init(
            reduced: rest - turns * Self.quarterTurnLow,
            quadrant: UInt64(quadrant < 0 ? quadrant + 4 : quadrant))
    }

    private init(sine: Double, cosine: Double) {
        self.sine = sine
        self.cosine = cosine
    }

    /// - Parameters:
    ///   - reduced: Within half a quarter turn of 0.
    ///   - quadrant: Quarter turns to add, 0 to 3.
    @usableFromInline
    init(reduced: Double, quadrant: UInt64) {
        let sine = Self.sineNearZero(reduced)
        let cosine = Self.cosineNearZero(reduced)
        let (first, second) = quadrant & 1 == 0 ? (sine, cosine) : (cosine, sine)
        self.sine = quadrant & 2 == 0 ? first : -first
        self.cosine = (quadrant &+ 1) & 2 == 0 ? second : -second
    }

    /// So many radians are fewer than 2^20 quarter turns.
    @usableFromInline static let nearMax = 1e6
    /// Up to here the correction for what π/2 is rounded by is smaller than what it corrects.
    private static let farMax = 1e15
    @usableFromInline static let quarterTurnsPerRadian = 0.6366197723675814
    @usableFromInline static let roundingShift = 0x1.8p52
    /// The first 33 bits of π/2, and the rest.
    @usableFromInline static let quarterTurnHead = 0x1.921fb544p0
    @usableFromInline static let quarterTurnTail = 6.077100506506192e-11
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

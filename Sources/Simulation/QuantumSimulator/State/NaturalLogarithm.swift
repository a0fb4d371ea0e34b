/// The natural logarithm from basic operations alone, so that it gives the same bits on every machine.
enum NaturalLogarithm {
    /// - Parameter value: Above 0, finite and normal.
    /// - Returns: Accurate to about `1e-15` of the result, near 1 to as much absolutely.
    static func of(_ value: Double) -> Double {
        // value = 2^e · m with m in [√½, √2).
        var exponent = Double(Int(value.bitPattern >> 52) - 1023)
        var mantissa = Double(bitPattern: value.bitPattern & 0x000F_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000)
        if mantissa > 1.4142135623730951 {
            mantissa *= 0.5
            exponent += 1
        }
        // ln m = 2 artanh(s) with s = (m - 1) / (m + 1), |s| < 0.172: the terms fall by 0.03 each.
        let s = (mantissa - 1) / (mantissa + 1)
        let square = s * s
        var series = 1.0 / 21
        for denominator in Self.denominators { series = series * square + denominator }
        return exponent * 0.6931471805599453 + 2 * s * series
    }

    private static let denominators: [Double] = stride(from: 19, through: 1, by: -2).map { 1 / Double($0) }
}

/// Natural logarithms, the same bits on every machine.
///
/// The C library's last bit differs between processors, and with it the shots in which errors strike. This is IEEE
/// arithmetic in a fixed order; relative error below 1e-14.
package enum NaturalLogarithm {
    /// - Parameter value: Positive, finite, not subnormal.
    @inlinable
    package static func of(_ value: Double) -> Double {
        // value = 2^e · m with m from √½ to √2.
        let isHigh = value.bitPattern & 0x000F_FFFF_FFFF_FFFF > 0x0006_A09E_667F_3BCD
        let exponent = Double(Int(value.bitPattern >> 52) - (isHigh ? 1022 : 1023))
        let top: UInt64 = isHigh ? 0x3FE0_0000_0000_0000 : 0x3FF0_0000_0000_0000
        let mantissa = Double(bitPattern: value.bitPattern & 0x000F_FFFF_FFFF_FFFF | top)
        return exponent * 0.6931471805599453 + self.twiceArtanh((mantissa - 1) / (mantissa + 1))
    }

    /// `ln(1 − p)`, good for small `p` too.
    ///
    /// - Parameter p: From 0 to less than 1.
    static func ofOneMinus(_ p: Double) -> Double {
        // 1 − p = (1 − r)/(1 + r) with r = p/(2 − p).
        p < 0.3 ? -self.twiceArtanh(p / (2 - p)) : self.of(1 - p)
    }

    /// The series `2·(r + r³/3 + r⁵/5 + …)`, for `|r| ≤ 0.18`.
    @inlinable
    package static func twiceArtanh(_ r: Double) -> Double {
        let z = r * r
        var sum = 1.0 / 21
        sum = sum * z + 1.0 / 19
        sum = sum * z + 1.0 / 17
        sum = sum * z + 1.0 / 15
        sum = sum * z + 1.0 / 13
        sum = sum * z + 1.0 / 11
        sum = sum * z + 1.0 / 9
        sum = sum * z + 1.0 / 7
        sum = sum * z + 1.0 / 5
        sum = sum * z + 1.0 / 3
        return 2 * r + 2 * r * z * sum
    }
}

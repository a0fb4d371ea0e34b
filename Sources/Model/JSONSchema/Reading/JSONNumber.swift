/// A number of JSON, exactly: `±digits × 10^exponent`.
struct JSONNumber: Hashable, Sendable {
    /// Whether it is below zero; zero is not.
    let isNegative: Bool
    /// Values 0…9 without zeros at either end; none for zero.
    let digits: [UInt8]
    /// Power of ten of the last digit; 0 for zero.
    let exponent: Int

    /// Powers of ten beyond this are taken for this: no two numbers that anybody writes are told apart by it.
    private static let exponentMax = 1_000_000_000

    /// Takes a number that reading has found to be one.
    init(written: ArraySlice<UInt8>) {
        var digits: [UInt8] = []
        var exponent = 0
        var isFraction = false
        var index = written.startIndex
        if written.first == UInt8(ascii: "-") { index += 1 }
        while index < written.endIndex {
            let byte = written[index]
            if byte == UInt8(ascii: ".") {
                isFraction = true
            } else if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
                exponent += Self.exponent(written[(index + 1)...])
                break
            } else {
                if isFraction { exponent -= 1 }
                if byte != UInt8(ascii: "0") || !digits.isEmpty { digits.append(byte - UInt8(ascii: "0")) }
            }
            index += 1
        }
        while digits.last == 0 {
            digits.removeLast()
            exponent += 1
        }
        self.isNegative = written.first == UInt8(ascii: "-") && !digits.isEmpty
        self.digits = digits
        self.exponent = digits.isEmpty ? 0 : exponent
    }

    private static func exponent(_ written: ArraySlice<UInt8>) -> Int {
        let isNegative = written.first == UInt8(ascii: "-")
        var value = 0
        for byte in written where byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") {
            value = min(value * 10 + Int(byte - UInt8(ascii: "0")), Self.exponentMax)
        }
        return isNegative ? -value : value
    }

    /// Whether it has no fraction: `1.0` and `1e2` have none.
    var isInteger: Bool { self.exponent >= 0 }

    /// The value, when it is whole and fits.
    var integer: Int? {
        guard self.isInteger, self.digits.count + self.exponent <= 19 else { return nil }
        var value = 0
        for place in 0..<(self.digits.count + self.exponent) {
            let digit = place < self.digits.count ? Int(self.digits[place]) : 0
            let (tens, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, tooSmall) = tens.subtractingReportingOverflow(digit)
            guard !tooLarge, !tooSmall else { return nil }
            value = sum
        }
        if self.isNegative { return value }
        return value == .min ? nil : -value
    }

    /// Whether it is less than another.
    static func < (one: JSONNumber, other: JSONNumber) -> Bool {
        if one.isNegative != other.isNegative { return one.isNegative }
        return one.isNegative
            ? Self.isSmaller(other, one) : Self.isSmaller(one, other)
    }

    /// Compares without regard of signs.
    private static func isSmaller(_ one: JSONNumber, _ other: JSONNumber) -> Bool {
        if one.digits.isEmpty || other.digits.isEmpty { return one.digits.isEmpty && !other.digits.isEmpty }
        let magnitudes = (one.digits.count + one.exponent, other.digits.count + other.exponent)
        if magnitudes.0 != magnitudes.1 { return magnitudes.0 < magnitudes.1 }
        return one.digits.lexicographicallyPrecedes(other.digits)
    }

    /// The digits as one number, when they fit.
    var significand: UInt64? {
        var value: UInt64 = 0
        for digit in self.digits {
            let (tens, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, isTooLargeWithDigit) = tens.addingReportingOverflow(UInt64(digit))
            if isTooLarge || isTooLargeWithDigit { return nil }
            value = sum
        }
        return value
    }

    /// Whether it is a whole multiple of `significand × 10^exponent`, exactly.
    func isMultiple(of significand: UInt64, exponent: Int) -> Bool {
        guard !self.digits.isEmpty else { return true }
        // Its last digit is not 0, so it is no multiple of a higher power of ten.
        guard self.exponent >= exponent else { return false }
        let modulus = UInt128(significand)
        var rest: UInt128 = 0
        for digit in self.digits { rest = (rest * 10 + UInt128(digit)) % modulus }
        var power: UInt128 = 10 % modulus
        var count = self.exponent - exponent
        while count > 0 {
            if count & 1 == 1 { rest = rest * power % modulus }
            power = power * power % modulus
            count >>= 1
        }
        return rest == 0
    }
}

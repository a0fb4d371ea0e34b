/// A test of classical bits against a value, as `if (c == 5)` or `if (b)` make.
package struct Condition: Equatable, Sendable {
    /// The bits that are compared; the first is the value's least significant.
    package var clbits: [Int]
    /// One bit for each of ``clbits``, 64 to a word, least significant first. Spare bits are 0.
    package var value: [UInt64]
    /// Holds when the bits differ from the value.
    package var isNegated: Bool

    package init(clbits: [Int], value: [UInt64], isNegated: Bool = false) {
        self.clbits = clbits
        self.value = value
        self.isNegated = isNegated
    }
}

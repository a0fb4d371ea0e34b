/// A test of what is known while a circuit runs.
package enum Condition: Equatable, Sendable {
    /// Compares classical bits with a value, as `if (c == 5)` or `if (b)` do; of any number of bits.
    ///
    /// - clbits: The bits that are compared; the first is the value's least significant.
    /// - value: One bit for each of the clbits, 64 to a word, least significant first. Spare bits are 0.
    /// - isNegated: Holds when the bits differ from the value.
    case bits(_ clbits: [Int], equal: [UInt64], isNegated: Bool = false)
    /// Holds when a boolean expression is true.
    case expression(ClassicalExpression)
}

/// Type of a classical variable or expression.
package enum ClassicalType: Equatable, Sendable {
    case boolean
    /// An integer of 1 to 64 bits; arithmetic wraps around at its width.
    case integer(width: Int, isSigned: Bool)
    /// IEEE 754 double precision.
    case float
}

/// What a classical value can be stored in.
package enum ClassicalTarget: Equatable, Sendable {
    /// The variable of this index in ``Circuit/variables``, with its type.
    case variable(Int)
    /// A classical bit, from a boolean.
    case clbit(Int)
    /// Classical bits, from an unsigned integer of as many bits; the first is the least significant.
    case clbits([Int])
}

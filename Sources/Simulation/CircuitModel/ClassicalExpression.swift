/// A value computed from classical bits and variables while a circuit runs, as Qiskit's `expr` and OpenQASM 3 have.
///
/// Every node has a type that follows from its parts; the two sides of an operator have the same type (whoever
/// builds an expression puts casts where they differ), a shift's right side is any unsigned integer.
package indirect enum ClassicalExpression: Equatable, Sendable {
    /// A classical bit, as a boolean.
    case clbit(Int)
    /// Classical bits as an unsigned integer of as many bits, 1 to 64; the first is the least significant.
    case clbits([Int])
    /// The variable of this index in ``Circuit/variables``.
    case variable(Int)
    case boolean(Bool)
    /// The bits of an integer, those above its width being 0 (two's complement if signed).
    case integer(UInt64, width: Int, isSigned: Bool)
    case float(Double)
    /// The circuit's parameter of this index, as a float.
    case parameter(Int)
    /// To another type: integers are cut or extended, floats rounded towards 0 and clamped, booleans are 0 or 1,
    /// and anything but 0 is true.
    case cast(ClassicalExpression, to: ClassicalType)
    case unary(UnaryOperator, ClassicalExpression)
    case binary(BinaryOperator, ClassicalExpression, ClassicalExpression)
    /// One bit of an integer, as a boolean; bit 0 is the least significant, bits beyond the width are 0.
    case bit(of: ClassicalExpression, at: ClassicalExpression)

    /// Raw values are codes of the packed form: add, never reuse.
    package enum UnaryOperator: UInt32, CaseIterable, Sendable {
        case bitNot = 0
        case logicNot = 1
        case negate = 2
    }

    /// Raw values are codes of the packed form: add, never reuse.
    ///
    /// Dividing an integer by 0 gives 0; a shift by the width or more gives 0 (or the sign, to the right).
    package enum BinaryOperator: UInt32, CaseIterable, Sendable {
        case bitAnd = 0
        case bitOr = 1
        case bitXor = 2
        case logicAnd = 3
        case logicOr = 4
        case equal = 5
        case notEqual = 6
        case less = 7
        case lessEqual = 8
        case greater = 9
        case greaterEqual = 10
        case shiftLeft = 11
        case shiftRight = 12
        case add = 13
        case subtract = 14
        case multiply = 15
        case divide = 16
        case remainder = 17
    }
}

import CircuitModel

extension ClassicalValue {
    /// The value of an operator. Operand types are those that the decoder lets through.
    func applying(_ unary: ClassicalExpression.UnaryOperator) -> ClassicalValue {
        switch (unary, self) {
        case (.logicNot, _): return .boolean(!self.isTrue)
        case (.bitNot, .boolean(let value)): return .boolean(!value)
        case (.bitNot, .integer(let bits, let width, let isSigned)):
            return .integer(~bits & Self.mask(width), width: width, isSigned: isSigned)
        case (.negate, .integer(let bits, let width, let isSigned)):
            return .integer((0 &- bits) & Self.mask(width), width: width, isSigned: isSigned)
        case (.negate, .float(let value)): return .float(-value)
        case (.bitNot, .float), (.negate, .boolean): preconditionFailure("The decoder checks types.")
        }
    }

    func applying(_ binary: ClassicalExpression.BinaryOperator, _ right: ClassicalValue) -> ClassicalValue {
        switch (self, right) {
        case (.integer(let bits, let width, let isSigned), .integer(let rightBits, _, _)):
            return Self.combine(binary, bits, rightBits, width: width, isSigned: isSigned)
        case (.float(let value), .float(let rightValue)): return Self.combine(binary, value, rightValue)
        case (.boolean(let value), .boolean(let rightValue)): return Self.combine(binary, value, rightValue)
        case (.boolean, _), (.integer, _), (.float, _): preconditionFailure("The decoder checks types.")
        }
    }

    private static func combine(
        _ binary: ClassicalExpression.BinaryOperator, _ left: Bool, _ right: Bool
    ) -> ClassicalValue {
        switch binary {
        case .bitAnd, .logicAnd: return .boolean(left && right)
        case .bitOr, .logicOr: return .boolean(left || right)
        case .bitXor, .notEqual: return .boolean(left != right)
        case .equal: return .boolean(left == right)
        case .less: return .boolean(!left && right)
        case .lessEqual: return .boolean(!left || right)
        case .greater: return .boolean(left && !right)
        case .greaterEqual: return .boolean(left || !right)
        case .shiftLeft, .shiftRight, .add, .subtract, .multiply, .divide, .remainder:
            preconditionFailure("The decoder checks types.")
        }
    }

    private static func combine(
        _ binary: ClassicalExpression.BinaryOperator, _ left: Double, _ right: Double
    ) -> ClassicalValue {
        switch binary {
        case .add: return .float(left + right)
        case .subtract: return .float(left - right)
        case .multiply: return .float(left * right)
        case .divide: return .float(left / right)
        case .remainder: return .float(left.truncatingRemainder(dividingBy: right))
        case .equal: return .boolean(left == right)
        case .notEqual: return .boolean(left != right)
        case .less: return .boolean(left < right)
        case .lessEqual: return .boolean(left <= right)
        case .greater: return .boolean(left > right)
        case .greaterEqual: return .boolean(left >= right)
        case .logicAnd: return .boolean(left != 0 && right != 0)
        case .logicOr: return .boolean(left != 0 || right != 0)
        case .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight:
            preconditionFailure("The decoder checks types.")
        }
    }

    private static func combine(
        _ binary: ClassicalExpression.BinaryOperator, _ left: UInt64, _ right: UInt64, width: Int,
        isSigned: Bool
    ) -> ClassicalValue {
        let (a, b) = (Self.signed(left, width: width), Self.signed(right, width: width))
        let isLess = isSigned ? a < b : left < right
        let bits: UInt64
        switch binary {
        case .equal: return .boolean(left == right)
        case .notEqual: return .boolean(left != right)
        case .less: return .boolean(isLess)
        case .lessEqual: return .boolean(isLess || left == right)
        case .greater: return .boolean(!isLess && left != right)
        case .greaterEqual: return .boolean(!isLess)
        case .logicAnd: return .boolean(left != 0 && right != 0)
        case .logicOr: return .boolean(left != 0 || right != 0)
        case .bitAnd: bits = left & right
        case .bitOr: bits = left | right
        case .bitXor: bits = left ^ right
        // Swift's own shifts give 0, or the sign, beyond the width.
        case .shiftLeft: bits = left << right
        case .shiftRight: bits = isSigned ? UInt64(bitPattern: a >> right) : left >> right
        case .add: bits = left &+ right
        case .subtract: bits = left &- right
        case .multiply: bits = left &* right
        case .divide:
            bits = isSigned ? UInt64(bitPattern: Self.quotient(a, b)) : (right == 0 ? 0 : left / right)
        case .remainder:
            bits = isSigned ? UInt64(bitPattern: Self.remainder(a, b)) : (right == 0 ? 0 : left % right)
        }
        return .integer(bits & Self.mask(width), width: width, isSigned: isSigned)
    }

    /// Rounded towards 0; 0 for a division by 0, and wrapped around for that of the least number by -1.
    private static func quotient(_ left: Int64, _ right: Int64) -> Int64 {
        right == 0 ? 0 : left.dividedReportingOverflow(by: right).partialValue
    }

    private static func remainder(_ left: Int64, _ right: Int64) -> Int64 {
        right == 0 ? 0 : left.remainderReportingOverflow(dividingBy: right).partialValue
    }
}

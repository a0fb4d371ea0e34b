import CircuitModel

extension Condition {
    /// A test of bits where the expression is one, which every method understands; else the expression.
    init(_ expression: ClassicalExpression) {
        self = Self.test(expression, isNegated: false) ?? .expression(expression)
    }

    private static func test(_ expression: ClassicalExpression, isNegated: Bool) -> Condition? {
        switch expression {
        case .clbit(let clbit): return .bits([clbit], equal: [1], isNegated: isNegated)
        case .unary(.logicNot, let operand): return Self.test(operand, isNegated: !isNegated)
        case .cast(.clbits(let clbits), to: .boolean): return .bits(clbits, equal: [0], isNegated: !isNegated)
        case .binary(.equal, let left, let right), .binary(.notEqual, let left, let right):
            var isDifferent = isNegated
            if case .binary(.notEqual, _, _) = expression { isDifferent.toggle() }
            return Self.comparison(left, right, isDifferent: isDifferent)
                ?? Self.comparison(right, left, isDifferent: isDifferent)
        case .clbits, .variable, .boolean, .integer, .float, .parameter, .cast, .unary, .binary, .bit:
            return nil
        }
    }

    private static func comparison(
        _ left: ClassicalExpression, _ right: ClassicalExpression, isDifferent: Bool
    ) -> Condition? {
        if case .clbit(let clbit) = left, case .boolean(let value) = right {
            return .bits([clbit], equal: [value ? 1 : 0], isNegated: isDifferent)
        }
        guard case .integer(let value, _, _) = right else { return nil }
        if case .clbits(let clbits) = left { return .bits(clbits, equal: [value], isNegated: isDifferent) }
        if case .cast(.clbits(let clbits), to: .integer(let width, _)) = left {
            // Wider than the bits: a value beyond them is never held.
            guard width > clbits.count, clbits.count == 64 || value >> UInt64(clbits.count) == 0 else {
                return nil
            }
            return .bits(clbits, equal: [value], isNegated: isDifferent)
        }
        return nil
    }
}

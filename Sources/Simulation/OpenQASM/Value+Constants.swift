import CircuitModel

/// Operators on constants. nil: the operator is not one of their types.
extension Value {
    /// - Parameter dividesIntegers: Whether the quotient of two integers is one; in version 2 all numbers are real.
    static func fold(
        _ sign: Expression.BinarySign, _ left: Value, _ right: Value, dividesIntegers: Bool
    ) -> Value? {
        if let sign = Comparison(sign) { return sign.fold(left, right).map { .boolean($0) } }
        switch sign {
        case .logicOr, .logicAnd:
            guard let a = left.truth, let b = right.truth else { return nil }
            return .boolean(sign == .logicOr ? a || b : a && b)
        case .bitOr, .bitXor, .bitAnd: return self.foldBits(sign, left, right)
        case .add, .subtract, .multiply, .divide, .remainder, .power, .shiftLeft, .shiftRight: break
        case .equal, .notEqual, .less, .lessEqual, .greater, .greaterEqual: return nil
        }
        if case .duration(let seconds) = left { return self.foldDuration(sign, seconds, right) }
        if case .duration(let seconds) = right, sign == .multiply {
            return left.number.map { .duration($0 * seconds) }
        }
        let divides = sign == .divide && !dividesIntegers
        if let a = left.integerValue, let b = right.integerValue, !divides {
            return self.foldIntegers(sign, a, b, Self.commonType(left, right))
        }
        guard let a = left.number, let b = right.number, let operation = sign.formulaOperator else {
            return nil
        }
        return .float(operation(a, b))
    }

    /// As a condition.
    var truth: Bool? {
        switch self {
        case .bits(let bits): bits.contains(true)
        case .boolean, .integer, .float: self.number.map { $0 != 0 }
        case .duration, .formula, .clbits, .runtime, .qubits: nil
        }
    }

    private static func foldIntegers(
        _ sign: Expression.BinarySign, _ a: Int128, _ b: Int128, _ type: ClassicalType?
    ) -> Value? {
        func result(_ parts: (partialValue: Int128, overflow: Bool)) -> Value? {
            guard !parts.overflow else { return nil }
            return .integer(type?.wrapping(parts.partialValue) ?? parts.partialValue, type)
        }
        switch sign {
        case .add: return result(a.addingReportingOverflow(b))
        case .subtract: return result(a.subtractingReportingOverflow(b))
        case .multiply: return result(a.multipliedReportingOverflow(by: b))
        case .divide: return b == 0 ? nil : result(a.dividedReportingOverflow(by: b))
        case .remainder: return b == 0 ? nil : result(a.remainderReportingOverflow(dividingBy: b))
        case .shiftLeft: return b < 0 || b > 64 ? nil : result((a << b, (a << b) >> b != a))
        case .shiftRight: return b < 0 ? nil : result((b > 127 ? (a < 0 ? -1 : 0) : a >> b, false))
        case .power:
            guard b >= 0 else { return .float(ParameterFormulas.Operator.power(Double(a), Double(b))) }
            var product: Int128 = 1
            for _ in 0..<min(b, 128) {
                let next = product.multipliedReportingOverflow(by: a)
                guard !next.overflow else { return nil }
                product = next.partialValue
            }
            // Beyond that many factors only 1, 0 and -1 have not overflowed.
            return result((b > 128 && a == -1 ? (b % 2 == 0 ? 1 : -1) : product, false))
        case .logicOr, .logicAnd, .bitOr, .bitXor, .bitAnd, .equal, .notEqual, .less, .lessEqual, .greater,
            .greaterEqual:
            return nil
        }
    }

    private static func foldBits(_ sign: Expression.BinarySign, _ left: Value, _ right: Value) -> Value? {
        if case .bits(let a) = left, case .bits(let b) = right {
            guard a.count == b.count else { return nil }
            return .bits(zip(a, b).map { sign.combine($0, $1) })
        }
        if case .boolean(let a) = left, case .boolean(let b) = right { return .boolean(sign.combine(a, b)) }
        guard let a = left.integerValue, let b = right.integerValue else { return nil }
        let type = Self.commonType(left, right)
        let value = sign == .bitOr ? a | b : sign == .bitAnd ? a & b : a ^ b
        return .integer(type?.wrapping(value) ?? value, type)
    }

    private static func foldDuration(
        _ sign: Expression.BinarySign, _ seconds: Double, _ right: Value
    ) -> Value? {
        if case .duration(let other) = right {
            if sign == .add { return .duration(seconds + other) }
            if sign == .subtract { return .duration(seconds - other) }
            return sign == .divide ? .float(seconds / other) : nil
        }
        guard let factor = right.number else { return nil }
        if sign == .multiply { return .duration(seconds * factor) }
        return sign == .divide ? .duration(seconds / factor) : nil
    }

    /// The type in which two integers meet; nil for two literals.
    private static func commonType(_ left: Value, _ right: Value) -> ClassicalType? {
        Self.common(left.declaredType, right.declaredType)
    }

    /// Of an integer constant; nil for a literal.
    private var declaredType: ClassicalType? {
        switch self {
        case .integer(_, let type): type
        case .bits(let bits): .integer(width: bits.count, isSigned: false)
        case .boolean, .float, .duration, .formula, .clbits, .runtime, .qubits: nil
        }
    }

    /// As C has it: the wider one, and unsigned where both are as wide.
    static func common(_ left: ClassicalType?, _ right: ClassicalType?) -> ClassicalType? {
        guard case .integer(let a, let aIsSigned) = left else { return right }
        guard case .integer(let b, let bIsSigned) = right else { return left }
        if a == b { return .integer(width: a, isSigned: aIsSigned && bIsSigned) }
        return .integer(width: max(a, b), isSigned: a > b ? aIsSigned : bIsSigned)
    }
}

/// The six comparisons, apart from the other operators.
enum Comparison {
    case equal
    case notEqual
    case less
    case lessEqual
    case greater
    case greaterEqual

    init?(_ sign: Expression.BinarySign) {
        switch sign {
        case .equal: self = .equal
        case .notEqual: self = .notEqual
        case .less: self = .less
        case .lessEqual: self = .lessEqual
        case .greater: self = .greater
        case .greaterEqual: self = .greaterEqual
        case .logicOr, .logicAnd, .bitOr, .bitXor, .bitAnd, .shiftLeft, .shiftRight, .add, .subtract,
            .multiply,
            .divide, .remainder, .power:
            return nil
        }
    }

    func fold(_ left: Value, _ right: Value) -> Bool? {
        if case .bits(let a) = left, case .bits(let b) = right, a.count == b.count, self.isEquality {
            return (a == b) == (self == .equal)
        }
        if case .duration(let a) = left, case .duration(let b) = right { return self.holds(a, b) }
        if let a = left.integerValue, let b = right.integerValue { return self.holds(a, b) }
        guard let a = left.number, let b = right.number else { return nil }
        return self.holds(a, b)
    }

    var isEquality: Bool { self == .equal || self == .notEqual }

    private func holds<Number: Comparable>(_ a: Number, _ b: Number) -> Bool {
        switch self {
        case .equal: a == b
        case .notEqual: a != b
        case .less: a < b
        case .lessEqual: a <= b
        case .greater: a > b
        case .greaterEqual: a >= b
        }
    }
}

extension Expression.BinarySign {
    /// Of `|`, `&` and `^`.
    fileprivate func combine(_ a: Bool, _ b: Bool) -> Bool {
        self == .bitOr ? a || b : self == .bitAnd ? a && b : a != b
    }

    /// What it does to numbers that depend on inputs.
    var formulaOperator: ParameterFormulas.Operator? {
        switch self {
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide: .divide
        case .power: .power
        case .remainder: .remainder
        case .logicOr, .logicAnd, .bitOr, .bitXor, .bitAnd, .equal, .notEqual, .less, .lessEqual, .greater,
            .greaterEqual, .shiftLeft, .shiftRight:
            nil
        }
    }

    /// What it is while a circuit runs.
    var runtimeOperator: ClassicalExpression.BinaryOperator? {
        switch self {
        case .logicOr: .logicOr
        case .logicAnd: .logicAnd
        case .bitOr: .bitOr
        case .bitXor: .bitXor
        case .bitAnd: .bitAnd
        case .equal: .equal
        case .notEqual: .notEqual
        case .less: .less
        case .lessEqual: .lessEqual
        case .greater: .greater
        case .greaterEqual: .greaterEqual
        case .shiftLeft: .shiftLeft
        case .shiftRight: .shiftRight
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide: .divide
        case .remainder: .remainder
        case .power: nil
        }
    }
}

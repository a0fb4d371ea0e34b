import CircuitModel

extension Unfolding {
    mutating func evaluate(_ expression: Expression) throws(SyntaxError) -> Value {
        try self.step(at: expression.offset)
        self.depth += 1
        defer { self.depth -= 1 }
        try self.checkDepth(expression.offset)
        let value = try self.value(of: expression)
        try self.checkSize(of: value, expression.offset)
        return value
    }

    private mutating func value(of expression: Expression) throws(SyntaxError) -> Value {
        let offset = expression.offset
        switch expression.kind {
        case .boolean(let value): return .boolean(value)
        case .integer(let value):
            guard let value else { throw SyntaxError("An integer is too large.", at: offset) }
            return .integer(value, nil)
        case .float(let value): return .float(value)
        case .duration(let value, let isInDeviceUnits):
            guard isInDeviceUnits else { return .duration(value) }
            guard let unit = self.deviceUnit else {
                throw .unsupported("A time in the device's own unit needs a device.", at: offset)
            }
            return .duration(value * unit)
        case .bits(let bits): return .bits(bits)
        case .name(let name): return try self.value(of: name, offset)
        case .hardwareQubit(let index): return .qubits([index], isSingle: true)
        case .unary(let sign, let operand): return try self.apply(sign, to: self.evaluate(operand), offset)
        case .binary(let sign, let left, let right):
            let first = try self.evaluate(left)
            return try self.combine(sign, first, try self.evaluate(right), offset)
        case .call(let name, let arguments): return try self.call(name, arguments, offset)
        case .cast(let type, let operand):
            return try self.convert(try self.evaluate(operand), to: type, offset)
        case .index(let operand, let selections): return try self.select(selections, from: operand, offset)
        case .concatenation(let left, let right):
            switch (try self.evaluate(left), try self.evaluate(right)) {
            case (.qubits(let a, _), .qubits(let b, _)): return .qubits(a + b, isSingle: false)
            case (.clbits(let a, _), .clbits(let b, _)): return .clbits(a + b, isSingle: false)
            default:
                throw SyntaxError("Only qubits with qubits and bits with bits can be joined.", at: offset)
            }
        case .measure:
            throw .unsupported("An outcome has to be kept in bits before it is used.", at: offset)
        }
    }

    private func value(of name: String, _ offset: Int) throws(SyntaxError) -> Value {
        switch self.symbol(name) {
        case .value(let value): return value
        case .variable(let index):
            return self.known[index] ?? .runtime(.variable(index), self.variableTypes[index])
        case nil: break
        }
        switch name {
        case "pi", "π": return .float(.pi)
        case "tau", "τ": return .float(2 * .pi)
        case "euler", "ℇ": return .float(2.718281828459045)
        default: throw SyntaxError("Nothing of this name is known here.", at: offset, found: name)
        }
    }

    // MARK: - Operators

    private mutating func apply(
        _ sign: Expression.UnarySign, to operand: Value, _ offset: Int
    ) throws(SyntaxError) -> Value {
        switch (sign, operand) {
        case (.minus, .integer(let value, let type)): return .integer(type?.wrapping(-value) ?? -value, type)
        case (.minus, .float(let value)): return .float(-value)
        case (.minus, .duration(let value)): return .duration(-value)
        case (.minus, .formula(let formula, let isInteger)): return .formula(-formula, isInteger: isInteger)
        case (.bitNot, .integer(let value, let type)): return .integer(type?.wrapping(~value) ?? ~value, type)
        case (.bitNot, .bits(let bits)): return .bits(bits.map { !$0 })
        case (.bitNot, .boolean(let value)): return .boolean(!value)
        case (.logicNot, _):
            if let truth = operand.truth { return .boolean(!truth) }
            return .runtime(.unary(.logicNot, try self.truth(of: operand, offset)), .boolean)
        case (.minus, _), (.bitNot, _): break
        }
        let (value, type) = try self.runtime(operand, offset)
        let operation: ClassicalExpression.UnaryOperator = sign == .minus ? .negate : .bitNot
        guard let result = operation.type(of: type) else { throw Self.wrongType(offset) }
        return .runtime(.unary(operation, value), result)
    }

    mutating func combine(
        _ sign: Expression.BinarySign, _ left: Value, _ right: Value, _ offset: Int
    ) throws(SyntaxError) -> Value {
        if left.isConstant, right.isConstant {
            let value = Value.fold(sign, left, right, dividesIntegers: self.version == .three)
            guard let value else {
                throw SyntaxError("This cannot be computed.", at: offset, found: sign.rawValue)
            }
            return value
        }
        if let formula = self.formula(sign, left, right) { return formula }
        if let comparison = Comparison(sign), comparison.isEquality,
            let wide = try self.compareWide(left, right, isEqual: comparison == .equal, offset)
        {
            return wide
        }
        guard let operation = sign.runtimeOperator else {
            throw .unsupported(
                "This operator needs values that are known before the circuit runs.", at: offset,
                found: sign.rawValue)
        }
        switch sign {
        case .logicOr, .logicAnd:
            let first = try self.truth(of: left, offset)
            return .runtime(.binary(operation, first, try self.truth(of: right, offset)), .boolean)
        case .shiftLeft, .shiftRight: return try self.shift(operation, left, right, offset)
        case .bitOr, .bitXor, .bitAnd, .equal, .notEqual, .less, .lessEqual, .greater, .greaterEqual, .add,
            .subtract, .multiply, .divide, .remainder, .power:
            let (a, b, type) = try self.matched(left, right, offset)
            guard let result = operation.type(of: type, type) else { throw Self.wrongType(offset) }
            return .runtime(.binary(operation, a, b), result)
        }
    }

    /// Arithmetic on what follows from inputs.
    private func formula(_ sign: Expression.BinarySign, _ left: Value, _ right: Value) -> Value? {
        guard let operation = sign.formulaOperator, let a = left.formula, let b = right.formula else {
            return nil
        }
        let isInteger = left.isIntegerFormula && right.isIntegerFormula && sign != .power
        let result = a.combined(operation, b)
        return .formula(
            isInteger && sign == .divide ? result.applying(.truncate) : result, isInteger: isInteger)
    }

    private mutating func shift(
        _ operation: ClassicalExpression.BinaryOperator, _ left: Value, _ right: Value, _ offset: Int
    ) throws(SyntaxError) -> Value {
        var (value, type) = try self.runtime(left, offset)
        if type == .boolean {
            type = .integer(width: 1, isSigned: false)
            value = .cast(value, to: type)
        }
        let (distance, distanceType) = try self.runtime(right, offset)
        let unsigned = ClassicalType.integer(width: 64, isSigned: false)
        guard type.isInteger, distanceType != .float else { throw Self.wrongType(offset) }
        let cast = distanceType == unsigned ? distance : .cast(distance, to: unsigned)
        return .runtime(.binary(operation, value, cast), type)
    }

    /// Two values in the type where they meet.
    private mutating func matched(
        _ left: Value, _ right: Value, _ offset: Int
    ) throws(SyntaxError) -> (ClassicalExpression, ClassicalExpression, ClassicalType) {
        let (a, aType) = try self.runtime(left, offset)
        let (b, bType) = try self.runtime(right, offset)
        let type: ClassicalType
        if aType == bType {
            type = aType
        } else if aType == .float || bType == .float {
            type = .float
        } else if let constant = left.integerValue ?? right.integerValue {
            // A literal takes the other's type if it fits.
            let other = left.isConstant ? bType : aType
            let isFitting = other == .boolean ? constant == 0 || constant == 1 : other.holds(constant)
            type = isFitting ? other : .integer(width: 64, isSigned: constant < 0 || constant < 1 << 63)
        } else {
            type = Value.common(aType, bType) ?? .boolean
        }
        return (Self.cast(a, from: aType, to: type), Self.cast(b, from: bType, to: type), type)
    }

    static func cast(
        _ value: ClassicalExpression, from type: ClassicalType, to target: ClassicalType
    ) -> ClassicalExpression {
        guard type != target else { return value }
        if case .integer(let bits, let width, let isSigned) = value {
            switch target {
            case .integer(let newWidth, let newIsSigned):
                let source = ClassicalType.integer(width: width, isSigned: isSigned)
                let wide = source.wrapping(Int128(bits))
                return Self.integer(target.wrapping(wide), width: newWidth, isSigned: newIsSigned)
            case .boolean where bits <= 1: return .boolean(bits == 1)
            case .boolean, .float: break
            }
        }
        return .cast(value, to: target)
    }

    static func integer(_ value: Int128, width: Int, isSigned: Bool) -> ClassicalExpression {
        let mask: Int128 = (1 << Int128(width)) - 1
        return .integer(UInt64(truncatingIfNeeded: value & mask), width: width, isSigned: isSigned)
    }

    // MARK: - While the circuit runs

    /// A value as an instruction computes it.
    mutating func runtime(
        _ value: Value, _ offset: Int
    ) throws(SyntaxError) -> (ClassicalExpression, ClassicalType) {
        switch value {
        case .boolean(let value): return (.boolean(value), .boolean)
        case .integer(let value, let type):
            let own = type ?? .integer(width: 64, isSigned: value < 1 << 63)
            guard case .integer(let width, let isSigned) = own, own.holds(value) else {
                throw SyntaxError("An integer is too large.", at: offset)
            }
            return (Self.integer(value, width: width, isSigned: isSigned), own)
        case .float(let value): return (.float(value), .float)
        case .bits(let bits):
            guard let integer = value.integerValue else { throw Self.tooWide(offset) }
            return (
                Self.integer(integer, width: bits.count, isSigned: false),
                .integer(width: bits.count, isSigned: false)
            )
        case .formula(let formula, let isInteger):
            let parameter = ClassicalExpression.parameter(try self.place([formula], at: offset))
            let integer = ClassicalType.integer(width: 64, isSigned: true)
            return isInteger ? (.cast(parameter, to: integer), integer) : (parameter, .float)
        case .clbits(let clbits, let isSingle):
            if isSingle { return (.clbit(clbits[0]), .boolean) }
            guard clbits.count <= 64 else { throw Self.tooWide(offset) }
            return (.clbits(clbits), .integer(width: clbits.count, isSigned: false))
        case .runtime(let expression, let type): return (expression, type)
        case .duration, .qubits: throw Self.wrongType(offset)
        }
    }

    /// A value as a boolean.
    mutating func truth(of value: Value, _ offset: Int) throws(SyntaxError) -> ClassicalExpression {
        if let truth = value.truth { return .boolean(truth) }
        if case .clbits(let clbits, false) = value, clbits.count > 64 {
            return .unary(
                .logicNot, try self.equality(of: clbits, [Bool](repeating: false, count: clbits.count)))
        }
        let (expression, type) = try self.runtime(value, offset)
        return Self.cast(expression, from: type, to: .boolean)
    }

    /// Registers of more bits than an integer has can still be compared with constants.
    private mutating func compareWide(
        _ left: Value, _ right: Value, isEqual: Bool, _ offset: Int
    ) throws(SyntaxError) -> Value? {
        let clbits: [Int]
        let constant: Value
        if case .clbits(let bits, false) = left, bits.count > 64 {
            (clbits, constant) = (bits, right)
        } else if case .clbits(let bits, false) = right, bits.count > 64 {
            (clbits, constant) = (bits, left)
        } else {
            return nil
        }
        let equality = try self.equality(
            of: clbits, try Self.bits(of: constant, count: clbits.count, offset))
        return .runtime(isEqual ? equality : .unary(.logicNot, equality), .boolean)
    }

    private func equality(of clbits: [Int], _ bits: [Bool]) throws(SyntaxError) -> ClassicalExpression {
        var result: ClassicalExpression?
        for start in stride(from: 0, to: clbits.count, by: 64) {
            let part = Array(clbits[start..<min(start + 64, clbits.count)])
            let value = bits[start..<(start + part.count)].reversed().reduce(0 as UInt64) {
                $0 << 1 | ($1 ? 1 : 0)
            }
            let test = ClassicalExpression.binary(
                .equal, .clbits(part), .integer(value, width: part.count, isSigned: false))
            result = result.map { .binary(.logicAnd, $0, test) } ?? test
        }
        return result ?? .boolean(true)
    }

    /// A constant as bits, the lowest first.
    static func bits(of value: Value, count: Int, _ offset: Int) throws(SyntaxError) -> [Bool] {
        if case .bits(let bits) = value {
            guard bits.count == count else {
                throw SyntaxError("Two rows of bits have different lengths.", at: offset)
            }
            return bits
        }
        guard let integer = value.integerValue else { throw Self.tooWide(offset) }
        return (0..<count).map { $0 < 127 ? integer >> Int128($0) & 1 == 1 : integer < 0 }
    }
}

extension Value {
    /// Whether it is an integer as a formula.
    fileprivate var isIntegerFormula: Bool {
        switch self {
        case .formula(_, let isInteger): isInteger
        case .boolean, .integer, .bits: true
        case .float, .duration, .clbits, .runtime, .qubits: false
        }
    }
}

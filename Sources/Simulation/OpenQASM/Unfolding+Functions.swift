import CircuitModel

/// Calls: functions of the language and subroutines of the program.
extension Unfolding {
    mutating func call(_ name: String, _ arguments: [Expression], _ offset: Int) throws(SyntaxError) -> Value
    {
        if let subroutine = self.subroutines[name] {
            guard let value = try self.run(subroutine, arguments, offset) else {
                throw SyntaxError("The subroutine gives no value.", at: offset, found: name)
            }
            return value
        }
        let values = try arguments.map { argument throws(SyntaxError) in try self.evaluate(argument) }
        if let function = Self.function(name), values.count == 1 {
            guard let formula = values[0].formula else {
                throw .unsupported(
                    "A function needs values that are known before the circuit runs.", at: offset, found: name
                )
            }
            let isInteger = function == .ceiling || function == .floor
            switch formula.applying(function) {
            case .constant(let value):
                guard value.isFinite else {
                    throw SyntaxError("A function has no value here.", at: offset, found: name)
                }
                return .float(value)
            case .steps(let steps): return .formula(.steps(steps), isInteger: isInteger)
            }
        }
        switch (name, values.count) {
        case ("pow", 2): return try self.combine(.power, values[0], values[1], offset)
        case ("mod", 2): return try self.combine(.remainder, values[0], values[1], offset)
        case ("popcount", 1):
            if let integer = values[0].integerValue { return .integer(Int128(integer.nonzeroBitCount), nil) }
            if case .bits(let bits) = values[0] { return .integer(Int128(bits.count { $0 }), nil) }
            return try self.popcount(values[0], offset)
        case ("sizeof", 1):
            switch values[0] {
            case .qubits(let places, _), .clbits(let places, _): return .integer(Int128(places.count), nil)
            case .bits(let bits): return .integer(Int128(bits.count), nil)
            case .boolean, .integer, .float, .duration, .formula, .runtime: throw Self.wrongType(offset)
            }
        case ("rotl", 2), ("rotr", 2): return try self.rotate(name, values[0], values[1], offset)
        default:
            throw SyntaxError(
                "No function of this name and number of values is known.", at: offset, found: name)
        }
    }

    private static func function(_ name: String) -> ParameterFormulas.Function? {
        switch name {
        case "sin": .sine
        case "cos": .cosine
        case "tan": .tangent
        case "arcsin", "asin": .arcSine
        case "arccos", "acos": .arcCosine
        case "arctan", "atan": .arcTangent
        case "exp": .exponential
        case "ln", "log": .logarithm
        case "sqrt": .squareRoot
        case "ceiling": .ceiling
        case "floor": .floor
        default: nil
        }
    }

    private mutating func popcount(_ value: Value, _ offset: Int) throws(SyntaxError) -> Value {
        let (integer, type) = try self.runtime(value, offset)
        guard case .integer(let width, _) = type else { throw Self.wrongType(offset) }
        let result = ClassicalType.integer(width: 8, isSigned: false)
        var sum = ClassicalExpression.integer(0, width: 8, isSigned: false)
        for place in 0..<width {
            let index = ClassicalExpression.integer(UInt64(place), width: 8, isSigned: false)
            sum = .binary(.add, sum, .cast(.bit(of: integer, at: index), to: result))
        }
        return .runtime(sum, result)
    }

    private mutating func rotate(
        _ name: String, _ value: Value, _ distance: Value, _ offset: Int
    ) throws(SyntaxError) -> Value {
        guard let distance = distance.integerValue else {
            throw .unsupported(
                "A rotation needs a distance that is known before the circuit runs.", at: offset, found: name)
        }
        if case .bits(let bits) = value {
            let count = Int128(bits.count)
            let up = Int(((name == "rotl" ? distance : -distance) % count + count) % count)
            return .bits((0..<bits.count).map { bits[($0 - up + bits.count) % bits.count] })
        }
        let (integer, type) = try self.runtime(value, offset)
        guard case .integer(let width, false) = type else { throw Self.wrongType(offset) }
        let modulus = Int128(width)
        let up = ((name == "rotl" ? distance : -distance) % modulus + modulus) % modulus
        guard up != 0 else { return .runtime(integer, type) }
        let left = ClassicalExpression.integer(UInt64(up), width: 64, isSigned: false)
        let right = ClassicalExpression.integer(UInt64(modulus - up), width: 64, isSigned: false)
        return .runtime(
            .binary(.bitOr, .binary(.shiftLeft, integer, left), .binary(.shiftRight, integer, right)), type)
    }

    // MARK: - Subroutines

    mutating func discard(_ expression: Expression) throws(SyntaxError) {
        if case .call(let name, let arguments) = expression.kind, let subroutine = self.subroutines[name] {
            _ = try self.run(subroutine, arguments, expression.offset)
            return
        }
        if case .call(let name, let arguments) = expression.kind, self.gates[name] != nil {
            // A gate of phases alone is written like a call.
            let call = Statement.GateCall(modifiers: [], name: name, parameters: arguments, operands: [])
            return try self.apply(call, expression.offset)
        }
        throw SyntaxError("A statement is not one that the language has.", at: expression.offset)
    }

    /// Unfolds a subroutine; nil where it gives no value.
    private mutating func run(
        _ subroutine: Statement.SubroutineSyntax, _ arguments: [Expression], _ offset: Int
    ) throws(SyntaxError) -> Value? {
        guard arguments.count == subroutine.parameters.count else {
            throw SyntaxError("A subroutine is given another number of values than it takes.", at: offset)
        }
        guard self.subroutineDepth < self.limits.nestingDepthMax else {
            throw SyntaxError("Subroutines are nested more deeply than they may be.", at: offset)
        }
        let values = try arguments.map { argument throws(SyntaxError) in try self.evaluate(argument) }
        // Where the result is kept once the subroutine's own names are gone.
        var result: Value?
        let outer = self.scopes
        self.scopes = [outer[0]]
        self.subroutineDepth += 1
        try self.inScope { unfolding throws(SyntaxError) in
            for (parameter, value) in zip(subroutine.parameters, values) {
                try unfolding.bind(parameter, to: value, offset)
            }
            var body = subroutine.body
            var returned: Expression?
            if case .finish(let value) = body.last?.kind {
                returned = value
                body.removeLast()
            }
            try unfolding.run(body)
            guard let returned else { return }
            guard let type = subroutine.result else {
                throw SyntaxError("A subroutine without a type gives no value.", at: returned.offset)
            }
            result = try unfolding.result(returned, type)
        }
        self.subroutineDepth -= 1
        // What the subroutine declared globally would be an error by now: nothing of the first scope has changed.
        self.scopes = outer
        guard let result else { return nil }
        return try self.kept(result, offset)
    }

    private mutating func bind(
        _ parameter: Statement.SubroutineSyntax.Parameter, to value: Value, _ offset: Int
    ) throws(SyntaxError) {
        switch parameter {
        case .qubits(let size, let name):
            let count = try size.map { expression throws(SyntaxError) in try self.size(expression) }
            guard case .qubits(let qubits, _) = value, qubits.count == count ?? 1 else {
                throw SyntaxError("A subroutine needs as many qubits as it says.", at: offset, found: name)
            }
            try self.declare(name, .value(.qubits(qubits, isSingle: size == nil)), offset)
        case .classical(let type, let name):
            guard type.name != .bit else {
                return try self.declare(name, .value(try self.convert(value, to: type, offset)), offset)
            }
            guard type.name != .duration else {
                return try self.declare(name, .value(try self.convert(value, to: type, offset)), offset)
            }
            try self.declareVariable(type, name, value, offset)
        }
    }

    private mutating func result(_ expression: Expression, _ type: TypeSyntax) throws(SyntaxError) -> Value {
        guard case .measure(let operand) = expression.kind else {
            return try self.convert(try self.evaluate(expression), to: type, expression.offset)
        }
        guard case .qubits(let qubits, let isSingle) = try self.evaluate(operand) else {
            throw SyntaxError("Only qubits can be measured.", at: operand.offset)
        }
        let bits = try self.newClbits(qubits.count, expression.offset, "measure")
        try self.measure(qubits, into: bits.clbits, expression.offset)
        return .clbits(bits.clbits, isSingle: isSingle)
    }

    /// A value that outlives the block in which it was computed.
    private mutating func kept(_ value: Value, _ offset: Int) throws(SyntaxError) -> Value {
        switch value {
        case .boolean, .integer, .float, .bits, .duration, .formula, .qubits: return value
        case .clbits(let clbits, false) where clbits.count > 64: throw Self.tooWide(offset)
        case .clbits, .runtime:
            let (expression, type) = try self.runtime(value, offset)
            let index = try self.newTemporary(type, offset)
            try self.append(.store(.variable(index), expression), at: offset)
            return .runtime(.variable(index), type)
        }
    }
}

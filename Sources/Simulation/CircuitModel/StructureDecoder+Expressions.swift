/// Classical expressions: postfix entries on a stack of typed values.
extension StructureDecoder {
    private struct Entry {
        var value: ClassicalExpression
        var type: ClassicalType
        var depth = 1
    }

    mutating func readExpression() throws(CircuitFormatError) -> (ClassicalExpression, ClassicalType) {
        let wordCount = try self.readCount("words of an expression", 1, max: self.words.remaining)
        let end = self.words.position + wordCount
        var stack: [Entry] = []
        while self.words.position < end {
            try self.spend()
            let word = try self.words.read("expression")
            let entry = try self.readEntry(code: word & 0xFF, argument: word >> 8, &stack)
            guard entry.depth <= self.limits.expressionDepthMax else {
                throw self.error(
                    .overLimit, "expression depth", found: entry.depth, limit: self.limits.expressionDepthMax)
            }
            stack.append(entry)
        }
        guard self.words.position == end, stack.count == 1, let result = stack.first else {
            throw self.error(.badValue, "expression")
        }
        return (result.value, result.type)
    }

    private mutating func readEntry(
        code: UInt32, argument: UInt32, _ stack: inout [Entry]
    ) throws(CircuitFormatError) -> Entry {
        switch code {
        case Opcode.Expression.clbits:
            guard 1...64 ~= argument else {
                throw self.error(.badValue, "expression clbits", found: Int(argument))
            }
            var clbits: [Int] = []
            for _ in 0..<argument { clbits.append(try self.readClbit()) }
            return Entry(value: .clbits(clbits), type: .integer(width: clbits.count, isSigned: false))
        case Opcode.Expression.cast:
            let type = try self.type(argument)
            let operand = try self.pop(&stack)
            return Entry(value: .cast(operand.value, to: type), type: type, depth: operand.depth + 1)
        case Opcode.Expression.unary:
            let operand = try self.pop(&stack)
            guard let operation = ClassicalExpression.UnaryOperator(rawValue: argument) else {
                throw self.error(.unknownOpcode, "operator", found: Int(argument))
            }
            guard let type = operation.type(of: operand.type) else {
                throw self.error(.wrongType, "operator")
            }
            return Entry(value: .unary(operation, operand.value), type: type, depth: operand.depth + 1)
        case Opcode.Expression.binary: return try self.readBinary(argument, &stack)
        case Opcode.Expression.bit:
            let index = try self.pop(&stack)
            let integer = try self.pop(&stack)
            guard argument == 0 else { throw self.error(.reservedNotZero, "expression") }
            guard integer.type.isInteger, index.type.isInteger else { throw self.error(.wrongType, "bit") }
            return Entry(
                value: .bit(of: integer.value, at: index.value), type: .boolean,
                depth: max(integer.depth, index.depth) + 1)
        default: return try self.readLeaf(code: code, argument: argument)
        }
    }

    private mutating func readBinary(
        _ argument: UInt32, _ stack: inout [Entry]
    ) throws(CircuitFormatError) -> Entry {
        let right = try self.pop(&stack)
        let left = try self.pop(&stack)
        guard let operation = ClassicalExpression.BinaryOperator(rawValue: argument) else {
            throw self.error(.unknownOpcode, "operator", found: Int(argument))
        }
        guard let type = operation.type(of: left.type, right.type) else {
            throw self.error(.wrongType, "operator")
        }
        return Entry(
            value: .binary(operation, left.value, right.value), type: type,
            depth: max(left.depth, right.depth) + 1)
    }

    private mutating func readLeaf(
        code: UInt32, argument: UInt32
    ) throws(CircuitFormatError) -> Entry {
        switch code {
        case Opcode.Expression.clbit:
            guard Int(argument) < self.clbitCount else {
                throw self.error(.indexOutOfRange, "clbit", found: Int(argument), limit: self.clbitCount)
            }
            return Entry(value: .clbit(Int(argument)), type: .boolean)
        case Opcode.Expression.variable:
            let type = try self.readVariable(Int(argument))
            return Entry(value: .variable(Int(argument)), type: type)
        case Opcode.Expression.boolean:
            guard argument <= 1 else { throw self.error(.badValue, "boolean", found: Int(argument)) }
            return Entry(value: .boolean(argument == 1), type: .boolean)
        case Opcode.Expression.integer:
            let type = try self.type(argument)
            guard case .integer(let width, let isSigned) = type else {
                throw self.error(.badValue, "integer type")
            }
            let bits = try self.words.readUInt64("integer")
            guard width == 64 || bits >> UInt64(width) == 0 else { throw self.error(.badValue, "integer") }
            return Entry(value: .integer(bits, width: width, isSigned: isSigned), type: type)
        case Opcode.Expression.float:
            guard argument == 0 else { throw self.error(.reservedNotZero, "expression") }
            return Entry(value: .float(try self.readConstant()), type: .float)
        case Opcode.Expression.parameter:
            guard argument == 0 else { throw self.error(.reservedNotZero, "expression") }
            guard self.parameterOffset < self.parameterCount else { throw self.error(.truncated, "numbers") }
            self.parameterOffset += 1
            return Entry(value: .parameter(self.parameterOffset - 1), type: .float)
        default: throw self.error(.unknownOpcode, "expression", found: Int(code))
        }
    }

    mutating func readConstant() throws(CircuitFormatError) -> Double {
        let value = try self.constants.readDouble("constant")
        guard value.isFinite else { throw self.error(.notFinite, "constant") }
        return value
    }

    private func type(_ code: UInt32) throws(CircuitFormatError) -> ClassicalType {
        guard let type = ClassicalType(code: code) else {
            throw self.error(.badValue, "type", found: Int(code))
        }
        return type
    }

    private func pop(_ stack: inout [Entry]) throws(CircuitFormatError) -> Entry {
        guard let entry = stack.popLast() else { throw self.error(.badValue, "expression") }
        return entry
    }
}

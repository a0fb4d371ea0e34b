/// Instructions with bodies, and what they decide by.
extension StructureDecoder {
    mutating func readControlFlow(code: UInt32) throws(CircuitFormatError) -> Instruction {
        switch code {
        case Opcode.conditional:
            let condition = try self.readCondition()
            let thenWordCount = Int(try self.words.read("words of the first body"))
            let otherwiseWordCount = Int(try self.words.read("words of the second body"))
            let then = try self.readBody(wordCount: thenWordCount)
            return .conditional(
                condition, then: then, otherwise: try self.readBody(wordCount: otherwiseWordCount))
        case Opcode.whileLoop:
            let condition = try self.readCondition()
            return .whileLoop(condition, body: try self.readBody(isLoop: true))
        case Opcode.forLoop: return try self.readForLoop()
        case Opcode.rounds:
            let count = try self.readCount("rounds", 0, max: self.words.remaining)
            var bodies: [[Instruction]] = []
            for _ in 0..<count { bodies.append(try self.readBody(isLoop: true)) }
            return .rounds(bodies)
        case Opcode.switchCase: return try self.readSwitch()
        case Opcode.breakLoop, Opcode.continueLoop:
            guard self.loopDepth > 0 else { throw self.error(.badValue, "end of a loop's round") }
            return code == Opcode.breakLoop ? .breakLoop : .continueLoop
        default: throw self.error(.unknownOpcode, "operation code", found: Int(code))
        }
    }

    private mutating func readForLoop() throws(CircuitFormatError) -> Instruction {
        let place = Int(try self.words.read("loop variable"))
        if place > 0 {
            guard try self.readVariable(place - 1).isInteger else {
                throw self.error(.wrongType, "loop variable")
            }
        }
        let start = Int64(bitPattern: try self.words.readUInt64("loop start"))
        let step = Int64(bitPattern: try self.words.readUInt64("loop step"))
        guard let count = Int(exactly: try self.words.readUInt64("loop rounds")) else {
            throw self.error(.badValue, "loop rounds")
        }
        return .forLoop(
            variable: place > 0 ? place - 1 : nil, start: start, step: step, count: count,
            body: try self.readBody(isLoop: true))
    }

    private mutating func readSwitch() throws(CircuitFormatError) -> Instruction {
        let (target, type) = try self.readExpression()
        guard type.isInteger else { throw self.error(.wrongType, "switch") }
        let count = try self.readCount("switch cases", 0, max: self.words.remaining)
        var cases: [SwitchCase] = []
        for index in 0..<count {
            let flags = try self.words.read("case flags")
            guard flags <= 1 else { throw self.error(.reservedNotZero, "case flags") }
            guard flags == 0 || index == count - 1 else { throw self.error(.badValue, "case flags") }
            let valueCount = try self.readCount("case values", 0, max: self.words.remaining / 2)
            var values: [UInt64] = []
            for _ in 0..<valueCount { values.append(try self.words.readUInt64("case value")) }
            cases.append(SwitchCase(values: values, isDefault: flags == 1, body: try self.readBody()))
        }
        return .switchCase(target, cases)
    }

    private mutating func readCondition() throws(CircuitFormatError) -> Condition {
        let kind = try self.words.read("condition")
        guard kind != Opcode.Condition.expression else {
            let (expression, type) = try self.readExpression()
            guard type == .boolean else { throw self.error(.wrongType, "condition") }
            return .expression(expression)
        }
        guard kind <= Opcode.Condition.differs else { throw self.error(.badValue, "condition") }
        let count = try self.readCount("condition clbits", 1, max: self.clbitCount)
        var clbits: [Int] = []
        for _ in 0..<count { clbits.append(try self.readClbit()) }
        var value = [UInt64](repeating: 0, count: (count + 63) / 64)
        for index in 0..<((count + 31) / 32) {
            value[index / 2] |= UInt64(try self.words.read("condition value")) << (32 * (index % 2))
        }
        if count % 64 != 0, value[count / 64] >> (count % 64) != 0 {
            throw self.error(.badValue, "condition value")
        }
        return .bits(clbits, equal: value, isNegated: kind == Opcode.Condition.differs)
    }

    mutating func readStore() throws(CircuitFormatError) -> Instruction {
        let (target, type) = try self.readTarget()
        let (value, valueType) = try self.readExpression()
        guard type == valueType else { throw self.error(.wrongType, "stored value") }
        return .store(target, value)
    }

    private mutating func readTarget() throws(CircuitFormatError) -> (ClassicalTarget, ClassicalType) {
        let kind = try self.words.read("target")
        switch kind {
        case Opcode.Target.variable:
            let index = Int(try self.words.read("variable"))
            return (.variable(index), try self.readVariable(index))
        case Opcode.Target.clbit: return (.clbit(try self.readClbit()), .boolean)
        case Opcode.Target.clbits:
            let count = try self.readCount("target clbits", 1, max: 64)
            var clbits: [Int] = []
            for _ in 0..<count {
                let clbit = try self.readClbit()
                guard !clbits.contains(clbit) else {
                    throw self.error(.repeatedOperand, "clbit", found: clbit)
                }
                clbits.append(clbit)
            }
            return (.clbits(clbits), .integer(width: count, isSigned: false))
        default: throw self.error(.badValue, "target", found: Int(kind))
        }
    }
}

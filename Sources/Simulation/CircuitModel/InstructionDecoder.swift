/// Turns a circuit's words into instructions, checking each against the circuit and the limits.
struct InstructionDecoder {
    private var words: ByteReader
    private var circuit: Circuit
    private let limits: CircuitLimits
    /// Instructions that the request may still hold.
    private(set) var instructionBudget: Int
    private var parameterOffset = 0

    /// - Parameters:
    ///   - words: The words of the circuit and nothing else.
    ///   - circuit: Sizes and parameters; it gains operands and instructions.
    init(words: ByteReader, circuit: Circuit, limits: CircuitLimits, instructionBudget: Int) {
        self.words = words
        self.circuit = circuit
        self.limits = limits
        self.instructionBudget = instructionBudget
    }

    mutating func decode() throws(CircuitFormatError) -> Circuit {
        // Most gates have two operands and their code: enough for most circuits, and never more than was sent.
        self.circuit.operands.reserveCapacity(self.words.remaining / 6)
        let instructions = try self.readBody(byteCount: self.words.remaining, depth: 0)
        guard self.parameterOffset == self.circuit.parameters.count else {
            throw self.error(.leftOver, "parameters")
        }
        self.circuit.instructions = instructions
        return self.circuit
    }

    private mutating func readBody(
        byteCount: Int, depth: Int
    ) throws(CircuitFormatError) -> [Instruction] {
        guard depth <= self.limits.nestingDepthMax else {
            throw self.error(.overLimit, "nested bodies", found: depth, limit: self.limits.nestingDepthMax)
        }
        guard byteCount <= self.words.remaining else { throw self.error(.truncated, "body") }
        let end = self.words.remaining - byteCount
        var instructions: [Instruction] = []
        // An instruction is seldom shorter than three words.
        instructions.reserveCapacity(min(byteCount / 12 + 1, self.instructionBudget))
        while self.words.remaining > end {
            instructions.append(try self.readInstruction(depth: depth))
        }
        guard self.words.remaining == end else { throw self.error(.truncated, "body") }
        return instructions
    }

    private mutating func readInstruction(depth: Int) throws(CircuitFormatError) -> Instruction {
        guard self.instructionBudget > 0 else {
            throw self.error(.overLimit, "instructions", limit: self.limits.instructionCountMax)
        }
        self.instructionBudget -= 1
        let code = try self.words.readUInt32("operation code")
        switch code {
        case Opcode.measure:
            let qubit = try self.readQubit()
            return .measure(qubit: Int(qubit), clbit: try self.readClbit())
        case Opcode.reset: return .reset(qubit: Int(try self.readQubit()))
        case Opcode.barrier: return try self.readBarrier()
        case Opcode.conditional: return try self.readConditional(depth: depth)
        case Opcode.control: return .gate(try self.readControlled())
        default: return .gate(try self.readGate(code: code))
        }
    }

    private mutating func readBarrier() throws(CircuitFormatError) -> Instruction {
        let count = try self.readCount("barrier qubits", 0, max: self.circuit.qubitCount)
        var qubits: [Int] = []
        for _ in 0..<count { qubits.append(Int(try self.readQubit())) }
        return .barrier(qubits: qubits)
    }

    // MARK: - Gates

    private mutating func readControlled() throws(CircuitFormatError) -> GateOperation {
        let count = try self.readCount("controls", 1, max: self.limits.addedControlCountMax)
        let state = try self.words.readUInt32("control state")
        guard UInt64(state) >> count == 0 else { throw self.error(.badValue, "control state") }
        let start = self.circuit.operands.count
        for _ in 0..<count { self.circuit.operands.append(try self.readQubit()) }
        var gate = try self.readGate(code: try self.words.readUInt32("operation code"))
        gate.addedControlCount = count
        gate.addedControlState = UInt64(state)
        gate.operandStart = start
        try self.checkOperandsDiffer(from: start)
        return gate
    }

    private mutating func readGate(code: UInt32) throws(CircuitFormatError) -> GateOperation {
        let kind = try self.readKind(code: code)
        let gate = GateOperation(
            kind, operandStart: self.circuit.operands.count, parameterStart: self.parameterOffset)
        for _ in 0..<kind.qubitCount { self.circuit.operands.append(try self.readQubit()) }
        try self.checkOperandsDiffer(from: gate.operandStart)
        let parameterCount = kind.parameterCount
        guard parameterCount <= self.circuit.parameters.count - self.parameterOffset else {
            throw self.error(.truncated, "parameters")
        }
        self.parameterOffset += parameterCount
        try self.checkUnitary(gate)
        return gate
    }

    private mutating func readKind(code: UInt32) throws(CircuitFormatError) -> GateOperation.Kind {
        switch code {
        case Opcode.unitary:
            return .unitary(
                qubitCount: try self.readCount("unitary qubits", 1, max: self.limits.unitaryQubitCountMax))
        case Opcode.diagonal:
            return .diagonal(
                qubitCount: try self.readCount("diagonal qubits", 1, max: self.limits.diagonalQubitCountMax))
        default:
            guard let raw = UInt16(exactly: code), let gate = StandardGate(rawValue: raw) else {
                throw self.error(.unknownOpcode, "operation code", found: Int(code))
            }
            return .standard(gate)
        }
    }

    /// A matrix's columns must have length 1 to one part in a million: what rounding leaves of a unitary.
    private func checkUnitary(_ gate: GateOperation) throws(CircuitFormatError) {
        let entries = self.circuit.parameters(of: gate)
        switch gate.kind {
        case .standard: return
        case .diagonal(let qubitCount):
            for index in 0..<(1 << qubitCount) {
                try self.checkLength(Self.norm(entries, at: index))
            }
        case .unitary(let qubitCount):
            let rowCount = 1 << qubitCount
            for column in 0..<rowCount {
                var length = 0.0
                for row in 0..<rowCount { length += Self.norm(entries, at: row * rowCount + column) }
                try self.checkLength(length)
            }
        }
    }

    private static func norm(_ entries: ArraySlice<Double>, at index: Int) -> Double {
        let real = entries[entries.startIndex + 2 * index]
        let imaginary = entries[entries.startIndex + 2 * index + 1]
        return real * real + imaginary * imaginary
    }

    private func checkLength(_ squared: Double) throws(CircuitFormatError) {
        // Written so that an overflow to infinity fails too.
        guard abs(squared - 1) < 1e-6 else { throw self.error(.notUnitary, "matrix") }
    }

    private func checkOperandsDiffer(from start: Int) throws(CircuitFormatError) {
        let operands = self.circuit.operands
        // At most 48 operands by the limits, mostly two: no set is worth its allocation.
        for left in start..<operands.count {
            for right in (left + 1)..<max(operands.count, left + 1) where operands[left] == operands[right] {
                throw self.error(.repeatedOperand, "qubit", found: Int(operands[left]))
            }
        }
    }

    // MARK: - Conditions

    private mutating func readConditional(depth: Int) throws(CircuitFormatError) -> Instruction {
        let flags = try self.words.readUInt32("condition flags")
        guard flags <= 1 else { throw self.error(.reservedNotZero, "condition flags") }
        let count = try self.readCount("condition clbits", 1, max: self.circuit.clbitCount)
        var clbits: [Int] = []
        for _ in 0..<count { clbits.append(try self.readClbit()) }
        var value = [UInt64](repeating: 0, count: (count + 63) / 64)
        for index in 0..<((count + 31) / 32) {
            value[index / 2] |= UInt64(try self.words.readUInt32("condition value")) << (32 * (index % 2))
        }
        if count % 64 != 0, value[count / 64] >> (count % 64) != 0 {
            throw self.error(.badValue, "condition value")
        }
        let thenWordCount = Int(try self.words.readUInt32("words of the first body"))
        let otherwiseWordCount = Int(try self.words.readUInt32("words of the second body"))
        let then = try self.readBody(byteCount: 4 * thenWordCount, depth: depth + 1)
        let otherwise = try self.readBody(byteCount: 4 * otherwiseWordCount, depth: depth + 1)
        let condition = Condition.bits(clbits, equal: value, isNegated: flags == 1)
        return .conditional(condition, then: then, otherwise: otherwise)
    }

    // MARK: - Fields

    private mutating func readCount(
        _ field: String, _ minimum: Int, max: Int
    ) throws(CircuitFormatError) -> Int {
        let count = Int(try self.words.readUInt32(field))
        guard count >= minimum else { throw self.error(.badValue, field, found: count) }
        guard count <= max else { throw self.error(.overLimit, field, found: count, limit: max) }
        return count
    }

    private mutating func readQubit() throws(CircuitFormatError) -> UInt32 {
        let qubit = try self.words.readUInt32("qubit")
        guard Int(qubit) < self.circuit.qubitCount else {
            throw self.error(.indexOutOfRange, "qubit", found: Int(qubit), limit: self.circuit.qubitCount)
        }
        return qubit
    }

    private mutating func readClbit() throws(CircuitFormatError) -> Int {
        let clbit = Int(try self.words.readUInt32("clbit"))
        guard clbit < self.circuit.clbitCount else {
            throw self.error(.indexOutOfRange, "clbit", found: clbit, limit: self.circuit.clbitCount)
        }
        return clbit
    }

    private func error(
        _ reason: CircuitFormatError.Reason, _ field: String, found: Int? = nil, limit: Int? = nil
    ) -> CircuitFormatError {
        CircuitFormatError(reason, field: field, byteOffset: self.words.offset, found: found, limit: limit)
    }
}

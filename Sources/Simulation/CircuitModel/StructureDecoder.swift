/// Turns a structure's words into instructions, checking each against the circuit and the limits.
struct StructureDecoder {
    var words: WordReader
    var constants: ByteReader
    let qubitCount: Int
    let clbitCount: Int
    let variables: [ClassicalType]
    let parameterCount: Int
    let limits: CircuitLimits
    /// Instructions that the request may still hold.
    var instructionBudget: Int
    /// Parameters taken so far.
    var parameterOffset = 0
    /// Bodies around the current one, and loops among them.
    var depth = 0
    var loopDepth = 0
    var operands: [UInt32] = []
    var survey = CircuitStructure.Survey()

    mutating func decode() throws(CircuitFormatError) -> CircuitStructure {
        // Most gates have two operands and their code: enough for most circuits, and never more than was sent.
        self.operands.reserveCapacity(self.words.count * 2 / 3 + 1)
        var circuit = Circuit(
            qubitCount: self.qubitCount, clbitCount: self.clbitCount, variables: self.variables)
        circuit.instructions = try self.readInstructions(wordCount: self.words.count)
        guard self.parameterOffset == self.parameterCount else { throw self.error(.leftOver, "numbers") }
        guard self.constants.remaining == 0 else { throw self.error(.leftOver, "constants") }
        circuit.operands = self.operands
        return CircuitStructure(circuit, parameterCount: self.parameterCount, survey: self.survey)
    }

    /// A body, whose word count comes first.
    mutating func readBody(isLoop: Bool = false) throws(CircuitFormatError) -> [Instruction] {
        let wordCount = Int(try self.words.read("words of a body"))
        return try self.readBody(wordCount: wordCount, isLoop: isLoop)
    }

    mutating func readBody(
        wordCount: Int, isLoop: Bool = false
    ) throws(CircuitFormatError) -> [Instruction] {
        self.depth += 1
        if isLoop { self.loopDepth += 1 }
        guard self.depth <= self.limits.nestingDepthMax else {
            throw self.error(
                .overLimit, "nested bodies", found: self.depth, limit: self.limits.nestingDepthMax)
        }
        let body = try self.readInstructions(wordCount: wordCount)
        if isLoop { self.loopDepth -= 1 }
        self.depth -= 1
        return body
    }

    private mutating func readInstructions(wordCount: Int) throws(CircuitFormatError) -> [Instruction] {
        guard wordCount <= self.words.remaining else { throw self.words.truncated("body") }
        let end = self.words.position + wordCount
        var instructions: [Instruction] = []
        // An instruction is seldom shorter than three words.
        instructions.reserveCapacity(min(wordCount / 3 + 1, self.instructionBudget))
        while self.words.position < end { instructions.append(try self.readInstruction()) }
        guard self.words.position == end else { throw self.words.truncated("body") }
        return instructions
    }

    private mutating func readInstruction() throws(CircuitFormatError) -> Instruction {
        try self.spend()
        let code = try self.words.read("operation code")
        if code >= StandardGate.firstCode { return .gate(try self.readGate(code: code)) }
        switch code {
        case Opcode.measure:
            self.survey.needsShots = true
            let qubit = try self.readQubit()
            return .measure(qubit: Int(qubit), clbit: try self.readClbit())
        case Opcode.reset: return .reset(qubit: Int(try self.readQubit()))
        case Opcode.barrier: return try self.readBarrier()
        case Opcode.control: return .gate(try self.readControlled())
        case Opcode.unitary, Opcode.diagonal: return .gate(try self.readGate(code: code))
        case Opcode.delay:
            let qubit = try self.readQubit()
            return .delay(qubit: Int(qubit), seconds: try self.readDuration())
        case Opcode.save: return .save(try self.readSave())
        case Opcode.store: return try self.readStore()
        default: return try self.readControlFlow(code: code)
        }
    }

    private mutating func readBarrier() throws(CircuitFormatError) -> Instruction {
        let count = try self.readCount("barrier qubits", 0, max: self.qubitCount)
        var qubits: [Int] = []
        qubits.reserveCapacity(min(count, self.words.remaining))
        for _ in 0..<count { qubits.append(Int(try self.readQubit())) }
        return .barrier(qubits: qubits)
    }

    private mutating func readDuration() throws(CircuitFormatError) -> Double {
        let seconds = try self.constants.readDouble("duration")
        guard seconds >= 0, seconds.isFinite else { throw self.error(.badValue, "duration") }
        return seconds
    }

    // MARK: - Gates

    private mutating func readControlled() throws(CircuitFormatError) -> GateOperation {
        let count = try self.readCount("controls", 1, max: self.limits.addedControlCountMax)
        let state = try self.words.read("control state")
        guard UInt64(state) >> count == 0 else { throw self.error(.badValue, "control state") }
        let start = self.operands.count
        for _ in 0..<count { self.operands.append(try self.readQubit()) }
        let code = try self.words.read("operation code")
        let added = (count: count, state: UInt64(state))
        return try self.readGate(code: code, operandStart: start, addedControls: added)
    }

    @inline(__always)
    private mutating func readGate(
        code: UInt32, operandStart: Int? = nil, addedControls: (count: Int, state: UInt64) = (0, 0)
    ) throws(CircuitFormatError) -> GateOperation {
        let kind = try self.readKind(code: code)
        let gate = GateOperation(
            kind, addedControlCount: addedControls.count, addedControlState: addedControls.state,
            operandStart: operandStart ?? self.operands.count, parameterStart: self.parameterOffset)
        for _ in 0..<kind.qubitCount { self.operands.append(try self.readQubit()) }
        try self.checkOperandsDiffer(from: gate.operandStart)
        let parameterCount = kind.parameterCount
        guard parameterCount <= self.parameterCount - self.parameterOffset else {
            throw self.error(.truncated, "numbers")
        }
        self.parameterOffset += parameterCount
        switch kind {
        case .standard: break
        case .unitary, .diagonal: self.survey.matrices.append(gate)
        }
        return gate
    }

    @inline(__always)
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

    @inline(__always)
    private func checkOperandsDiffer(from start: Int) throws(CircuitFormatError) {
        let count = self.operands.count
        guard count - start > 1 else { return }
        // At most 48 operands by the limits, mostly two: no set is worth its allocation.
        for left in start..<(count - 1) {
            for right in (left + 1)..<count where self.operands[left] == self.operands[right] {
                throw self.error(.repeatedOperand, "qubit", found: Int(self.operands[left]))
            }
        }
    }

    // MARK: - Fields

    /// Counts an instruction or an entry of an expression.
    @inline(__always)
    mutating func spend() throws(CircuitFormatError) {
        guard self.instructionBudget > 0 else {
            throw self.error(.overLimit, "instructions", limit: self.limits.instructionCountMax)
        }
        self.instructionBudget -= 1
    }

    mutating func readCount(
        _ field: StaticString, _ minimum: Int, max: Int
    ) throws(CircuitFormatError) -> Int {
        let count = Int(try self.words.read(field))
        guard count >= minimum else { throw self.error(.badValue, field, found: count) }
        guard count <= max else { throw self.error(.overLimit, field, found: count, limit: max) }
        return count
    }

    @inline(__always)
    mutating func readQubit() throws(CircuitFormatError) -> UInt32 {
        let qubit = try self.words.read("qubit")
        guard Int(qubit) < self.qubitCount else {
            throw self.error(.indexOutOfRange, "qubit", found: Int(qubit), limit: self.qubitCount)
        }
        return qubit
    }

    @inline(__always)
    mutating func readClbit() throws(CircuitFormatError) -> Int {
        let clbit = Int(try self.words.read("clbit"))
        guard clbit < self.clbitCount else {
            throw self.error(.indexOutOfRange, "clbit", found: clbit, limit: self.clbitCount)
        }
        return clbit
    }

    mutating func readVariable(_ index: Int) throws(CircuitFormatError) -> ClassicalType {
        guard index < self.variables.count else {
            throw self.error(.indexOutOfRange, "variable", found: index, limit: self.variables.count)
        }
        return self.variables[index]
    }

    @inline(never)
    func error(
        _ reason: CircuitFormatError.Reason, _ field: StaticString, found: Int? = nil, limit: Int? = nil
    ) -> CircuitFormatError {
        CircuitFormatError(
            reason, field: "\(field)", byteOffset: self.words.offset, found: found, limit: limit)
    }
}

/// Turns instructions into words and constants; see ``CircuitRequest``. Nothing is checked.
struct StructureEncoder {
    private let circuit: Circuit
    private(set) var words: [UInt32] = []
    private(set) var constants: [Double] = []

    init(_ circuit: Circuit) { self.circuit = circuit }

    mutating func append(_ body: [Instruction]) {
        for instruction in body { self.append(instruction) }
    }

    private mutating func append(_ instruction: Instruction) {
        switch instruction {
        case .gate(let gate): self.append(gate)
        case .measure(let qubit, let clbit): self.words += [Opcode.measure, UInt32(qubit), UInt32(clbit)]
        case .reset(let qubit): self.words += [Opcode.reset, UInt32(qubit)]
        case .barrier(let qubits): self.appendList([Opcode.barrier], qubits)
        case .delay(let qubit, let seconds):
            self.words += [Opcode.delay, UInt32(qubit)]
            self.constants.append(seconds)
        case .conditional(let condition, let then, let otherwise):
            self.words.append(Opcode.conditional)
            self.append(condition)
            let lengths = self.words.count
            self.words += [0, 0]
            self.append(then)
            self.words[lengths] = UInt32(self.words.count - lengths - 2)
            let middle = self.words.count
            self.append(otherwise)
            self.words[lengths + 1] = UInt32(self.words.count - middle)
        case .whileLoop(let condition, let body):
            self.words.append(Opcode.whileLoop)
            self.append(condition)
            self.append(nested: body)
        case .forLoop(let variable, let start, let step, let count, let body):
            self.words += [Opcode.forLoop, UInt32((variable ?? -1) + 1)]
            self.append(UInt64(bitPattern: start))
            self.append(UInt64(bitPattern: step))
            self.append(UInt64(count))
            self.append(nested: body)
        case .rounds(let bodies):
            self.words += [Opcode.rounds, UInt32(bodies.count)]
            for body in bodies { self.append(nested: body) }
        case .switchCase(let target, let cases): self.append(target, cases)
        case .breakLoop: self.words.append(Opcode.breakLoop)
        case .continueLoop: self.words.append(Opcode.continueLoop)
        case .store(let target, let value):
            self.append(target)
            self.append(value)
        case .save(let point): self.append(point)
        }
    }

    private mutating func append(nested body: [Instruction]) {
        let length = self.words.count
        self.words.append(0)
        self.append(body)
        self.words[length] = UInt32(self.words.count - length - 1)
    }

    private mutating func append(_ gate: GateOperation) {
        let operands = self.circuit.operands(of: gate)
        if gate.addedControlCount > 0 {
            self.words += [Opcode.control, UInt32(gate.addedControlCount), UInt32(gate.addedControlState)]
            self.words += operands.prefix(gate.addedControlCount)
        }
        switch gate.kind {
        case .standard(let standard): self.words.append(UInt32(standard.rawValue))
        case .unitary(let qubitCount): self.words += [Opcode.unitary, UInt32(qubitCount)]
        case .diagonal(let qubitCount): self.words += [Opcode.diagonal, UInt32(qubitCount)]
        }
        self.words += operands.dropFirst(gate.addedControlCount)
    }

    private mutating func append(_ target: ClassicalExpression, _ cases: [SwitchCase]) {
        self.words.append(Opcode.switchCase)
        self.append(target)
        self.words.append(UInt32(cases.count))
        for option in cases {
            self.words += [option.isDefault ? 1 : 0, UInt32(option.values.count)]
            for value in option.values { self.append(value) }
            self.append(nested: option.body)
        }
    }

    private mutating func append(_ target: ClassicalTarget) {
        switch target {
        case .variable(let index): self.words += [Opcode.store, Opcode.Target.variable, UInt32(index)]
        case .clbit(let clbit): self.words += [Opcode.store, Opcode.Target.clbit, UInt32(clbit)]
        case .clbits(let clbits): self.appendList([Opcode.store, Opcode.Target.clbits], clbits)
        }
    }

    private mutating func append(_ condition: Condition) {
        switch condition {
        case .bits(let clbits, let value, let isNegated):
            self.appendList([isNegated ? Opcode.Condition.differs : Opcode.Condition.equal], clbits)
            for index in 0..<((clbits.count + 31) / 32) {
                self.words.append(UInt32(truncatingIfNeeded: value[index / 2] >> (32 * (index % 2))))
            }
        case .expression(let expression):
            self.words.append(Opcode.Condition.expression)
            self.append(expression)
        }
    }

    // MARK: - Expressions

    private mutating func append(_ expression: ClassicalExpression) {
        let length = self.words.count
        self.words.append(0)
        self.append(entries: expression)
        self.words[length] = UInt32(self.words.count - length - 1)
    }

    private mutating func append(entries expression: ClassicalExpression) {
        switch expression {
        case .clbit(let clbit): self.append(Opcode.Expression.clbit, UInt32(clbit))
        case .clbits(let clbits):
            self.append(Opcode.Expression.clbits, UInt32(clbits.count))
            self.words += clbits.map { UInt32($0) }
        case .variable(let index): self.append(Opcode.Expression.variable, UInt32(index))
        case .boolean(let value): self.append(Opcode.Expression.boolean, value ? 1 : 0)
        case .integer(let bits, let width, let isSigned):
            self.append(
                Opcode.Expression.integer, ClassicalType.integer(width: width, isSigned: isSigned).code)
            self.append(bits)
        case .float(let value):
            self.append(Opcode.Expression.float, 0)
            self.constants.append(value)
        case .parameter: self.append(Opcode.Expression.parameter, 0)
        case .cast(let operand, let type):
            self.append(entries: operand)
            self.append(Opcode.Expression.cast, type.code)
        case .unary(let operation, let operand):
            self.append(entries: operand)
            self.append(Opcode.Expression.unary, operation.rawValue)
        case .binary(let operation, let left, let right):
            self.append(entries: left)
            self.append(entries: right)
            self.append(Opcode.Expression.binary, operation.rawValue)
        case .bit(let integer, let index):
            self.append(entries: integer)
            self.append(entries: index)
            self.append(Opcode.Expression.bit, 0)
        }
    }

    // MARK: - Saves

    private mutating func append(_ point: SavePoint) {
        self.words.append(Opcode.save)
        switch point {
        case .stateVector: self.words.append(Opcode.Save.stateVector)
        case .unitary: self.words.append(Opcode.Save.unitary)
        case .amplitudes(let states):
            self.words += [Opcode.Save.amplitudes, UInt32(states.count)]
            for state in states { self.append(state) }
        case .probabilities(let qubits): self.appendList([Opcode.Save.probabilities], qubits)
        case .densityMatrix(let qubits): self.appendList([Opcode.Save.densityMatrix], qubits)
        case .expectation(let sum, let isSampled):
            self.words += [Opcode.Save.expectation, isSampled ? 1 : 0, UInt32(sum.strings.count)]
            for string in sum.strings {
                self.words.append(UInt32(string.positions.count))
                self.words += string.positions.map { UInt32($0.qubit) << 2 | $0.factor.rawValue }
            }
            self.constants += sum.coefficients
        }
    }

    // MARK: - Words

    private mutating func appendList(_ codes: [UInt32], _ indices: [Int]) {
        self.words += codes
        self.words.append(UInt32(indices.count))
        self.words += indices.map { UInt32($0) }
    }

    private mutating func append(_ code: UInt32, _ argument: UInt32) {
        self.words.append(argument << 8 | code)
    }

    private mutating func append(_ value: UInt64) {
        self.words += [UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32)]
    }
}

import CircuitModel

extension Unfolding {
    mutating func include(_ name: String, _ offset: Int) throws(SyntaxError) {
        guard name == "qelib1.inc" || name == "stdgates.inc" else {
            throw .unsupported("Only qelib1.inc and stdgates.inc can be included.", at: offset, found: name)
        }
        let library = GateDefinition.library(self.version)
        try self.step(at: offset, count: library.count)
        self.gates.merge(library) { $1 }
    }

    mutating func declareQubits(_ name: String, _ size: Expression?, _ offset: Int) throws(SyntaxError) {
        guard self.scopes.count == 1 else { throw Self.notGlobal(offset, name) }
        let limit = self.limits.qubitCountMax
        let tooMany = "The program has more qubits than it may have."
        let count =
            try size.map { expression throws(SyntaxError) in
                try self.size(expression, Size(limit, tooMany))
            } ?? 1
        guard count <= limit - self.qubitCount else {
            throw SyntaxError(tooMany, at: offset, found: name, limit: limit)
        }
        let qubits = Array(self.qubitCount..<(self.qubitCount + count))
        self.qubitCount += count
        try self.declare(name, .value(.qubits(qubits, isSingle: size == nil)), offset)
    }

    mutating func declare(
        _ type: TypeSyntax, _ name: String, _ value: Expression?, isConstant: Bool, _ offset: Int
    ) throws(SyntaxError) {
        guard !isConstant, type.name != .duration else {
            let constant = try self.constant(try self.required(value, offset))
            return try self.declare(name, .value(try self.convert(constant, to: type, offset)), offset)
        }
        guard type.name != .bit else { return try self.declareBits(type, name, value, offset) }
        let initial = try value.map { expression throws(SyntaxError) in try self.evaluate(expression) }
        try self.declareVariable(type, name, initial, offset)
    }

    private func required(_ value: Expression?, _ offset: Int) throws(SyntaxError) -> Expression {
        guard let value else { throw SyntaxError("A constant has no value.", at: offset) }
        return value
    }

    mutating func declareVariable(
        _ type: TypeSyntax, _ name: String, _ initial: Value?, _ offset: Int
    ) throws(SyntaxError) {
        let runtimeType = try self.runtimeType(type)
        let (index, isUsed) = try self.newVariable(runtimeType, offset, name)
        try self.declare(name, .variable(index), offset)
        self.scopes[self.scopes.count - 1].variables.append(index)
        if let initial {
            try self.store(initial, in: index, offset)
        } else {
            // It may hold what an earlier round left.
            let zero = Self.zero(runtimeType)
            if isUsed || self.runtimeDepth > 0 { try self.store(zero, in: index, offset) }
            self.known[index] = zero
        }
    }

    static func zero(_ type: ClassicalType) -> Value {
        switch type {
        case .boolean: .boolean(false)
        case .integer: .integer(0, type)
        case .float: .float(0)
        }
    }

    private mutating func newVariable(
        _ type: ClassicalType, _ offset: Int, _ name: String
    ) throws(SyntaxError) -> (index: Int, isUsed: Bool) {
        if let place = self.freeVariables.lastIndex(where: { self.variableTypes[$0] == type }) {
            return (self.freeVariables.remove(at: place), true)
        }
        guard self.variableTypes.count < self.limits.variableCountMax else {
            throw SyntaxError("The program has more variables than it may have.", at: offset, found: name)
        }
        self.variableTypes.append(type)
        return (self.variableTypes.count - 1, false)
    }

    /// A variable without a name that ends with the current block.
    mutating func newTemporary(_ type: ClassicalType, _ offset: Int) throws(SyntaxError) -> Int {
        let index = try self.newVariable(type, offset, "").index
        self.scopes[self.scopes.count - 1].variables.append(index)
        return index
    }

    private mutating func declareBits(
        _ type: TypeSyntax, _ name: String, _ value: Expression?, _ offset: Int
    ) throws(SyntaxError) {
        let count =
            try type.width.map { expression throws(SyntaxError) in
                try self.size(expression, Size(self.limits.clbitCountMax, Self.tooManyClbits))
            } ?? 1
        let isLocal = self.scopes.count > 1
        let bits = try self.newClbits(count, offset, name)
        let register = Value.clbits(bits.clbits, isSingle: type.width == nil)
        try self.declare(name, .value(register), offset)
        if !isLocal { self.registers.append(OpenQASMRegister(name: name, clbits: bits.clbits)) }
        if let value {
            try self.assignBits(register, value, offset)
        } else if bits.areUsed || self.runtimeDepth > 0 {
            try self.assign(.integer(0, nil), toBits: bits.clbits, offset)
        }
    }

    /// Bits that end with the current block.
    mutating func newClbits(
        _ count: Int, _ offset: Int, _ name: String
    ) throws(SyntaxError) -> (clbits: [Int], areUsed: Bool) {
        let reused = Array(self.freeClbits.suffix(count).sorted())
        self.freeClbits.removeLast(reused.count)
        let missing = count - reused.count
        guard missing <= self.limits.clbitCountMax - self.clbitCount else {
            throw SyntaxError(
                Self.tooManyClbits, at: offset, found: name, limit: self.limits.clbitCountMax)
        }
        let clbits = reused + Array(self.clbitCount..<(self.clbitCount + missing))
        self.clbitCount += missing
        if self.scopes.count > 1 { self.scopes[self.scopes.count - 1].clbits += clbits }
        return (clbits, !reused.isEmpty)
    }

    mutating func declareInput(_ type: TypeSyntax, _ name: String, _ offset: Int) throws(SyntaxError) {
        guard self.scopes.count == 1 else { throw Self.notGlobal(offset, name) }
        guard self.inputs.count < self.limits.inputCountMax else {
            throw SyntaxError("The program has more inputs than it may have.", at: offset, found: name)
        }
        let input = Formula.steps([.input(self.inputs.count)])
        self.inputs.append(OpenQASMInput(name: name, type: type.name.rawValue))
        switch type.name {
        case .float, .angle: try self.declare(name, .value(.formula(input, isInteger: false)), offset)
        case .int, .uint:
            let integer = Value.formula(input.applying(.truncate), isInteger: true)
            try self.declare(name, .value(integer), offset)
        case .bool: try self.declareVariable(type, name, .formula(input, isInteger: false), offset)
        case .bit, .duration:
            throw .unsupported("An input of this type is not simulated.", at: offset, found: name)
        }
    }

    mutating func declareAlias(_ name: String, _ value: Expression, _ offset: Int) throws(SyntaxError) {
        let target = try self.evaluate(value)
        switch target {
        case .qubits, .clbits: try self.declare(name, .value(target), offset)
        case .boolean, .integer, .float, .bits, .duration, .formula, .runtime:
            throw SyntaxError("An alias stands for qubits or bits.", at: value.offset, found: name)
        }
    }

    // MARK: - Types

    /// The type that a variable has while the circuit runs.
    mutating func runtimeType(_ type: TypeSyntax) throws(SyntaxError) -> ClassicalType {
        let width = try type.width.map { expression throws(SyntaxError) in try self.size(expression) }
        switch type.name {
        case .bool: return .boolean
        case .float, .angle: return .float
        case .int, .uint, .bit:
            let width = width ?? (type.name == .bit ? 1 : Value.defaultWidth)
            guard 1...64 ~= width else {
                throw .unsupported("An integer has between 1 and 64 bits here.", at: type.offset)
            }
            if type.name == .bit, type.width == nil { return .boolean }
            return .integer(width: width, isSigned: type.name == .int)
        case .duration: throw .unsupported("A duration that may change is not simulated.", at: type.offset)
        }
    }

    private static let tooManyClbits = "The program has more classical bits than it may have."

    /// How many there may be of something, and what is said of more.
    struct Size {
        let countMax: Int
        let sentence: String

        init(_ countMax: Int, _ sentence: String) {
            self.countMax = countMax
            self.sentence = sentence
        }
    }

    /// A number of bits or qubits.
    ///
    /// - Parameter most: Left out, what no register is longer than.
    mutating func size(_ expression: Expression, _ most: Size? = nil) throws(SyntaxError) -> Int {
        let size = try self.constantInteger(expression)
        guard size >= 1 else {
            throw SyntaxError("A size is 1 or more.", at: expression.offset, found: String(size))
        }
        let longest = max(self.limits.qubitCountMax, self.limits.clbitCountMax)
        let most = most ?? Size(longest, "A size is larger than it may be.")
        guard size <= most.countMax else {
            throw SyntaxError(
                most.sentence, at: expression.offset, found: String(size), limit: most.countMax)
        }
        return size
    }

    mutating func constantInteger(_ expression: Expression) throws(SyntaxError) -> Int {
        let value = try self.constant(expression)
        guard let integer = value.integerValue else {
            throw SyntaxError("An integer is needed here.", at: expression.offset)
        }
        guard let small = Int(exactly: integer) else {
            throw SyntaxError("An integer is too large.", at: expression.offset)
        }
        return small
    }

    mutating func constant(_ expression: Expression) throws(SyntaxError) -> Value {
        let value = try self.evaluate(expression)
        guard value.isConstant else {
            throw .unsupported("This has to be known before the circuit runs.", at: expression.offset)
        }
        return value
    }
}

import CircuitModel

/// Turns statements into a circuit: unfolds gates, subroutines and counted loops, and computes what is known now.
///
/// Variables that are known are followed as far as the program's course is; what depends on outcomes stays in the
/// circuit as classical instructions.
struct Unfolding {
    /// What a name means.
    enum Symbol {
        /// Constants, inputs, registers and their aliases.
        case value(Value)
        /// By index.
        case variable(Int)
    }

    /// Names of one block, and what ends with it.
    struct Scope {
        var symbols: [String: Symbol] = [:]
        var variables: [Int] = []
        var clbits: [Int] = []
    }

    let limits: OpenQASMLimits
    let version: Parser.Version
    /// Seconds of the device's unit of time.
    let deviceUnit: Double?
    /// Whether nobody waits for the circuit any more.
    let isCancelled: @Sendable () -> Bool

    var scopes = [Scope()]
    var gates: [String: GateDefinition] = [:] {
        didSet { self.gateSizes = [:] }
    }
    /// Steps that a gate takes at least, where it was asked for.
    var gateSizes: [String: Int] = [:]
    var subroutines: [String: Statement.SubroutineSyntax] = [:]
    var inputs: [OpenQASMInput] = []
    var registers: [OpenQASMRegister] = []

    var qubitCount: Int
    var clbitCount = 0
    var variableTypes: [ClassicalType] = []
    /// Values of variables, where they are known at this place.
    var known: [Int: Value] = [:]
    /// Variables and bits of blocks that have ended, to be used again.
    var freeVariables: [Int] = []
    var freeClbits: [Int] = []

    /// Instructions of the current body.
    var body: [Instruction] = []
    var operands: [UInt32] = []
    var formulas: [Formula] = []
    var globalPhase = Formula.constant(0)
    var gateCounts: [String: Int] = [:]
    var instructionCount = 0
    var stepCount = 0
    /// Bodies around the current one that may run or not.
    var runtimeDepth = 0
    /// Loops of the circuit around the current place.
    var loopDepth = 0
    var subroutineDepth = 0
    var gateDepth = 0
    /// Of what is gone through, as the limit counts it.
    var depth = 0
    /// Whether the program has come to its `end`.
    var isOver = false

    init(
        _ version: Parser.Version, limits: OpenQASMLimits, deviceUnit: Double?, hardwareQubitCount: Int,
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws(SyntaxError) {
        self.isCancelled = isCancelled
        self.version = version
        self.limits = limits
        self.deviceUnit = deviceUnit
        self.qubitCount = hardwareQubitCount
        guard hardwareQubitCount <= limits.qubitCountMax else {
            throw SyntaxError("The program has more qubits than it may have.", at: 0)
        }
        self.gates = GateDefinition.builtIn(version)
    }

    mutating func run(_ statements: [Statement]) throws(SyntaxError) {
        for statement in statements where !self.isOver { try self.run(statement) }
    }

    private mutating func run(_ statement: Statement) throws(SyntaxError) {
        let offset = statement.offset
        try self.step(at: offset)
        self.depth += 4
        defer { self.depth -= 4 }
        try self.checkDepth(offset)
        switch statement.kind {
        case .include(let name): try self.include(name, offset)
        case .qubits(let name, let size): try self.declareQubits(name, size, offset)
        case .declaration(let type, let name, let value, let isConstant):
            try self.declare(type, name, value, isConstant: isConstant, offset)
        case .input(let type, let name): try self.declareInput(type, name, offset)
        case .alias(let name, let value): try self.declareAlias(name, value, offset)
        case .gate(let name, let gate): try self.define(name, gate, offset)
        case .subroutine(let name, let subroutine):
            guard self.scopes.count == 1 else { throw Self.notGlobal(offset, name) }
            self.subroutines[name] = subroutine
        case .call(let call): try self.apply(call, offset)
        case .expression(let expression): try self.discard(expression)
        case .measure(let qubits, let target): try self.measure(qubits, into: target, offset)
        case .reset(let operand): try self.reset(operand)
        case .barrier(let operands): try self.barrier(operands, offset)
        case .delay(let duration, let operands): try self.delay(duration, operands)
        case .assign(let target, let sign, let value): try self.assign(target, sign, value, offset)
        case .conditional(let condition, let then, let otherwise):
            try self.conditional(condition, then, otherwise)
        case .whileLoop(let condition, let body): try self.whileLoop(condition, body, offset)
        case .forLoop(let type, let name, let values, let body):
            try self.forLoop(type, name, values, body, offset)
        case .switchCase(let target, let cases): try self.switchCase(target, cases, offset)
        case .block(let body): try self.inScope { unfolding throws(SyntaxError) in try unfolding.run(body) }
        case .breakLoop, .continueLoop: try self.endRound(statement)
        case .finish:
            throw .unsupported("A subroutine returns at its end; nothing else is simulated.", at: offset)
        case .stop:
            guard self.runtimeDepth == 0 else {
                throw .unsupported("An end that depends on outcomes is not simulated.", at: offset)
            }
            self.isOver = true
        }
    }

    // MARK: - Bookkeeping

    /// Counts what is gone through.
    mutating func step(at offset: Int, count: Int = 1) throws(SyntaxError) {
        let earlier = self.stepCount
        guard count <= self.limits.stepCountMax - earlier else {
            throw SyntaxError(
                "The program unfolds to more steps than it may have.", at: offset,
                limit: self.limits.stepCountMax)
        }
        self.stepCount += count
        if earlier >> 12 != self.stepCount >> 12, self.isCancelled() { throw .cancelled(at: offset) }
    }

    /// Parts of a program are within each other as it is written, and by way of calls beyond that.
    func checkDepth(_ offset: Int) throws(SyntaxError) {
        guard self.depth <= self.limits.unfoldingDepthMax else {
            throw SyntaxError(Parser.tooDeep, at: offset, limit: self.limits.unfoldingDepthMax)
        }
    }

    mutating func append(_ instruction: Instruction, at offset: Int) throws(SyntaxError) {
        self.instructionCount += 1
        guard self.instructionCount <= self.limits.instructionCountMax else {
            throw SyntaxError("The program unfolds to more instructions than it may have.", at: offset)
        }
        self.body.append(instruction)
    }

    /// Gives each parameter its place; returns where the first is.
    mutating func place(_ parameters: [Formula], at offset: Int) throws(SyntaxError) -> Int {
        let start = self.formulas.count
        for parameter in parameters {
            if case .steps(let steps) = parameter, steps.count > Formula.stepCountMax {
                throw SyntaxError("An angle is a longer formula than it may be.", at: offset)
            }
            self.formulas.append(parameter)
        }
        return start
    }

    /// Does something among names of its own.
    mutating func inScope<Result>(
        _ body: (inout Unfolding) throws(SyntaxError) -> Result
    ) throws(SyntaxError) -> Result {
        self.scopes.append(Scope())
        let result = try body(&self)
        let scope = self.scopes.removeLast()
        for variable in scope.variables { self.known[variable] = nil }
        self.freeVariables += scope.variables
        self.freeClbits += scope.clbits
        return result
    }

    /// Collects the instructions of a body that may run or not, or often.
    mutating func collecting(
        isLoop: Bool = false, at offset: Int, _ work: (inout Unfolding) throws(SyntaxError) -> Void
    ) throws(SyntaxError) -> [Instruction] {
        guard self.runtimeDepth < self.limits.nestingDepthMax else {
            throw SyntaxError(Parser.tooDeep, at: offset, limit: self.limits.nestingDepthMax)
        }
        let outer = self.body
        self.body = []
        self.runtimeDepth += 1
        if isLoop { self.loopDepth += 1 }
        try self.inScope(work)
        if isLoop { self.loopDepth -= 1 }
        self.runtimeDepth -= 1
        defer { self.body = outer }
        return self.body
    }

    func symbol(_ name: String) -> Symbol? {
        for scope in self.scopes.reversed() {
            if let symbol = scope.symbols[name] { return symbol }
        }
        return nil
    }

    mutating func declare(_ name: String, _ symbol: Symbol, _ offset: Int) throws(SyntaxError) {
        guard self.scopes[self.scopes.count - 1].symbols.updateValue(symbol, forKey: name) == nil else {
            throw SyntaxError("A name is declared twice.", at: offset, found: name)
        }
    }

    static func notGlobal(_ offset: Int, _ name: String) -> SyntaxError {
        SyntaxError("This can be declared only outside of blocks.", at: offset, found: name)
    }
}

import CircuitModel

extension Unfolding {
    mutating func define(_ name: String, _ gate: Statement.GateSyntax, _ offset: Int) throws(SyntaxError) {
        guard self.scopes.count == 1 else { throw Self.notGlobal(offset, name) }
        // A program may have its own edition of what it includes, but not two of its own.
        if case .written = self.gates[name] {
            throw SyntaxError("A name is declared twice.", at: offset, found: name)
        }
        let names = gate.parameters + gate.qubits
        guard Set(names).count == names.count else {
            throw SyntaxError("Two parameters of a gate have one name.", at: offset, found: name)
        }
        self.gates[name] = .written(gate)
    }

    /// Applies a gate to qubits, or to registers element by element.
    mutating func apply(_ call: Statement.GateCall, _ offset: Int) throws(SyntaxError) {
        let (parameters, modifiers) = try self.details(of: call, offset)
        var operands: [(qubits: [Int], isSingle: Bool)] = []
        for operand in call.operands {
            guard case .qubits(let qubits, let isSingle) = try self.evaluate(operand) else {
                throw SyntaxError("Qubits are needed here.", at: operand.offset)
            }
            operands.append((qubits, isSingle))
        }
        guard self.size(ofGate: call.name) <= self.limits.stepCountMax - self.stepCount else {
            throw SyntaxError(
                "A gate unfolds to more gates than it may.", at: offset, found: call.name,
                limit: self.limits.stepCountMax)
        }
        let sizes = Set(operands.filter { !$0.isSingle }.map(\.qubits.count))
        guard sizes.count <= 1 else {
            throw SyntaxError(
                "A gate is applied to registers of different sizes.", at: offset, found: call.name)
        }
        for index in 0..<(sizes.first ?? 1) {
            let qubits = operands.map { $0.isSingle ? $0.qubits[0] : $0.qubits[index] }
            let primitives = try self.primitives(call.name, parameters, modifiers, qubits, offset)
            try self.step(at: offset, count: primitives.count)
            for primitive in primitives {
                try self.append(primitive, named: call.name, offset)
            }
        }
    }

    private enum BoundModifier {
        case control(count: Int, isNegative: Bool)
        case inverse
        case power(Formula)
    }

    private mutating func details(
        of call: Statement.GateCall, _ offset: Int
    ) throws(SyntaxError) -> (parameters: [Formula], modifiers: [BoundModifier]) {
        var parameters: [Formula] = []
        for parameter in call.parameters { parameters.append(try self.formula(parameter)) }
        var modifiers: [BoundModifier] = []
        for modifier in call.modifiers {
            switch modifier.kind {
            case .inverse: modifiers.append(.inverse)
            case .power(let exponent): modifiers.append(.power(try self.formula(exponent)))
            case .control(let count, let isNegative):
                let limit = self.limits.controlCountMax
                let count =
                    try count.map { expression throws(SyntaxError) in
                        try self.size(expression, Size(limit, "A gate has more controls than it may have."))
                    } ?? 1
                modifiers.append(.control(count: count, isNegative: isNegative))
            }
        }
        return (parameters, modifiers)
    }

    /// An angle, or another number that is known before the circuit runs.
    private mutating func formula(_ expression: Expression) throws(SyntaxError) -> Formula {
        let value = try self.evaluate(expression)
        guard let formula = value.formula else {
            throw .unsupported(
                "A gate's parameter has to be known before the circuit runs.", at: expression.offset)
        }
        if let constant = formula.constant, !constant.isFinite {
            throw SyntaxError("A gate's parameter is not a finite number.", at: expression.offset)
        }
        return formula
    }

    // MARK: - Unfolding gates

    private mutating func primitives(
        _ name: String, _ parameters: [Formula], _ modifiers: [BoundModifier], _ qubits: [Int], _ offset: Int
    ) throws(SyntaxError) -> [Primitive] {
        guard let definition = self.gates[name] else {
            throw SyntaxError("No gate of this name is known.", at: offset, found: name)
        }
        guard parameters.count == definition.parameterCount else {
            throw SyntaxError(
                "A gate is given another number of parameters than it takes.", at: offset, found: name)
        }
        // The controls of the outermost modifier come first.
        var targets = qubits[...]
        var controls: [[Primitive.Control]] = []
        for modifier in modifiers {
            guard case .control(let count, let isNegative) = modifier else {
                controls.append([])
                continue
            }
            controls.append(targets.prefix(count).map { Primitive.Control(qubit: $0, acts: !isNegative) })
            targets = targets.dropFirst(count)
        }
        guard targets.count == definition.qubitCount, Set(qubits).count == qubits.count else {
            throw SyntaxError(
                Set(qubits).count == qubits.count
                    ? "A gate is given another number of qubits than it takes."
                    : "A gate is given one qubit twice.", at: offset, found: name)
        }
        var primitives = try self.primitives(of: definition, parameters, Array(targets), offset)
        for (modifier, added) in zip(modifiers, controls).reversed() {
            try self.step(at: offset, count: primitives.count)
            switch modifier {
            case .inverse: primitives = try self.inverse(of: primitives, offset)
            case .power(let exponent): primitives = try self.power(of: primitives, exponent, offset)
            case .control: for index in primitives.indices { primitives[index].controls += added }
            }
        }
        return primitives
    }

    private mutating func primitives(
        of definition: GateDefinition, _ p: [Formula], _ qubits: [Int], _ offset: Int
    ) throws(SyntaxError) -> [Primitive] {
        try self.step(at: offset)
        switch definition {
        case .standard(let gate): return [Primitive(gate, p, on: qubits)]
        case .idle: return [Primitive(.identity, on: qubits)]
        case .globalPhase: return [.phase(p[0])]
        case .generalWithPhase: return [.phase(p[0] * 0.5), Primitive(.u, p, on: qubits)]
        case .balanced(let gate):
            let sum = p[p.count - 2] + p[p.count - 1]
            return [.phase(sum * -0.5), Primitive(gate, p, on: qubits)]
        case .written(let gate): return try self.primitives(of: gate, p, qubits, offset)
        }
    }

    private mutating func primitives(
        of gate: Statement.GateSyntax, _ parameters: [Formula], _ qubits: [Int], _ offset: Int
    ) throws(SyntaxError) -> [Primitive] {
        var scope = Scope()
        for (name, parameter) in zip(gate.parameters, parameters) {
            let value = parameter.constant.map { Value.float($0) } ?? .formula(parameter, isInteger: false)
            scope.symbols[name] = .value(value)
        }
        for (name, qubit) in zip(gate.qubits, qubits) {
            scope.symbols[name] = .value(.qubits([qubit], isSingle: true))
        }
        // Gates see constants of the program and nothing else that is around their call.
        let outer = self.scopes
        self.scopes = [outer[0], scope]
        self.gateDepth += 1
        self.depth += 4
        defer {
            self.scopes = outer
            self.gateDepth -= 1
            self.depth -= 4
        }
        guard self.gateDepth <= self.limits.nestingDepthMax else {
            throw SyntaxError("Gates are nested more deeply than they may be.", at: offset)
        }
        try self.checkDepth(offset)
        var primitives: [Primitive] = []
        for statement in gate.body {
            try self.step(at: statement.offset)
            switch statement.kind {
            case .call(let call):
                let (parameters, modifiers) = try self.details(of: call, statement.offset)
                var operands: [Int] = []
                for operand in call.operands { operands += try self.qubits(operand) }
                let added = try self.primitives(
                    call.name, parameters, modifiers, operands, statement.offset)
                try self.step(at: statement.offset, count: added.count)
                primitives += added
                try self.checkCount(of: primitives, statement.offset)
            case .barrier: continue
            case .include, .qubits, .declaration, .input, .alias, .gate, .subroutine, .expression, .measure,
                .reset,
                .delay, .assign, .conditional, .whileLoop, .forLoop, .switchCase, .block, .breakLoop,
                .continueLoop, .finish, .stop:
                throw .unsupported("A gate is made of gates alone.", at: statement.offset)
            }
        }
        return primitives
    }

    private func checkCount(of primitives: [Primitive], _ offset: Int) throws(SyntaxError) {
        guard primitives.count <= self.limits.primitiveCountMax else {
            throw SyntaxError("A gate unfolds to more gates than it may.", at: offset)
        }
    }

    // MARK: - Modifiers

    private func inverse(of primitives: [Primitive], _ offset: Int) throws(SyntaxError) -> [Primitive] {
        var inverses: [Primitive] = []
        for primitive in primitives.reversed() {
            guard let inverse = primitive.inverse else {
                throw .unsupported("The inverse of this gate with inputs is not simulated.", at: offset)
            }
            inverses.append(inverse)
        }
        return inverses
    }

    private mutating func power(
        of primitives: [Primitive], _ exponent: Formula, _ offset: Int
    ) throws(SyntaxError) -> [Primitive] {
        if let constant = exponent.constant, constant == constant.rounded(), abs(constant) < 1e9 {
            let base = constant < 0 ? try self.inverse(of: primitives, offset) : primitives
            var result: [Primitive] = []
            for _ in 0..<(base.isEmpty ? 0 : Int(abs(constant))) {
                result += base
                try self.checkCount(of: result, offset)
            }
            try self.step(at: offset, count: result.count)
            return result
        }
        // Phases go with anything, so one gate and phases can be raised one by one.
        guard primitives.count(where: { !$0.qubits.isEmpty }) <= 1 else {
            throw .unsupported("Only whole powers of this gate are simulated.", at: offset)
        }
        if let product = try self.phaseTimesGate(primitives, exponent) { return product }
        return try primitives.map { primitive throws(SyntaxError) in
            guard let power = primitive.raised(to: exponent) else {
                throw .unsupported("Only whole powers of this gate are simulated.", at: offset)
            }
            return power
        }
    }

    /// The principal power is that of the product, not the product of powers.
    private func phaseTimesGate(
        _ primitives: [Primitive], _ exponent: Formula
    ) throws(SyntaxError) -> [Primitive]? {
        guard primitives.count > 1, Set(primitives.map(\.controls.count)) == [0],
            let gate = primitives.first(where: { !$0.qubits.isEmpty }), let matrix = gate.oneQubitMatrix
        else { return nil }
        var angle = 0.0
        for primitive in primitives where primitive.qubits.isEmpty {
            guard let constant = primitive.parameters.first?.constant else { return nil }
            angle += constant
        }
        let phase = Complex(phase: angle)
        var turned: [Double] = []
        for index in stride(from: 0, to: matrix.count, by: 2) {
            let entry = phase * Complex(matrix[index], matrix[index + 1])
            turned += [entry.real, entry.imaginary]
        }
        return Primitive(matrix: turned, on: gate.qubits).raised(to: exponent).map { [$0] }
    }
}

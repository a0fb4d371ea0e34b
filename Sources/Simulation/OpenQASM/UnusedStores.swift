import CircuitModel

/// Removes stores to variables that nothing reads: what was known while unfolding needs no variable.
struct UnusedStores {
    /// Variables that decide something.
    private var read: Set<Int> = []
    /// For each variable, those that what is stored in it is computed from.
    private var sources: [Int: Set<Int>] = [:]

    static func removed(from body: [Instruction]) -> [Instruction] {
        var uses = UnusedStores()
        uses.note(body)
        uses.followSources()
        return uses.without(body)
    }

    private mutating func followSources() {
        var waiting = Array(self.read)
        while let variable = waiting.popLast() {
            for source in self.sources[variable] ?? [] where self.read.insert(source).inserted {
                waiting.append(source)
            }
        }
    }

    // MARK: - Reads

    private mutating func note(_ body: [Instruction]) {
        for instruction in body { self.note(instruction) }
    }

    private mutating func note(_ instruction: Instruction) {
        switch instruction {
        case .conditional(let condition, let then, let otherwise):
            self.note(condition)
            self.note(then)
            self.note(otherwise)
        case .whileLoop(let condition, let body):
            self.note(condition)
            self.note(body)
        case .forLoop(_, _, _, _, let body): self.note(body)
        case .rounds(let bodies): for body in bodies { self.note(body) }
        case .switchCase(let target, let cases):
            self.note(target)
            for option in cases { self.note(option.body) }
        case .store(.variable(let index), let value): Self.note(value, &self.sources[index, default: []])
        case .store(.clbit, let value), .store(.clbits, let value): self.note(value)
        case .gate, .measure, .reset, .barrier, .delay, .breakLoop, .continueLoop, .save: break
        }
    }

    private mutating func note(_ condition: Condition) {
        switch condition {
        case .bits: break
        case .expression(let expression): self.note(expression)
        }
    }

    private mutating func note(_ expression: ClassicalExpression) { Self.note(expression, &self.read) }

    private static func note(_ expression: ClassicalExpression, _ read: inout Set<Int>) {
        switch expression {
        case .variable(let index): read.insert(index)
        case .cast(let operand, _), .unary(_, let operand): Self.note(operand, &read)
        case .binary(_, let left, let right), .bit(let left, let right):
            Self.note(left, &read)
            Self.note(right, &read)
        case .clbit, .clbits, .boolean, .integer, .float, .parameter: break
        }
    }

    // MARK: - Stores

    private func without(_ body: [Instruction]) -> [Instruction] { body.compactMap { self.without($0) } }

    private func without(_ instruction: Instruction) -> Instruction? {
        switch instruction {
        case .store(.variable(let index), _): return self.read.contains(index) ? instruction : nil
        case .conditional(let condition, let then, let otherwise):
            return .conditional(condition, then: self.without(then), otherwise: self.without(otherwise))
        case .whileLoop(let condition, let body): return .whileLoop(condition, body: self.without(body))
        case .forLoop(let variable, let start, let step, let count, let body):
            let isRead = variable.map { self.read.contains($0) } ?? false
            return .forLoop(
                variable: isRead ? variable : nil, start: start, step: step, count: count,
                body: self.without(body))
        case .rounds(let bodies): return .rounds(bodies.map { self.without($0) })
        case .switchCase(let target, let cases):
            return .switchCase(
                target,
                cases.map {
                    SwitchCase(values: $0.values, isDefault: $0.isDefault, body: self.without($0.body))
                })
        case .store, .gate, .measure, .reset, .barrier, .delay, .breakLoop, .continueLoop, .save:
            return instruction
        }
    }
}

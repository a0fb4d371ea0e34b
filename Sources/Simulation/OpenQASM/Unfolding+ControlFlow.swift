import CircuitModel

extension Unfolding {
    // MARK: - Choices

    mutating func conditional(
        _ condition: Expression, _ then: [Statement], _ otherwise: [Statement]
    ) throws(SyntaxError) {
        let value = try self.evaluate(condition)
        if let truth = value.truth {
            return try self.inScope { unfolding throws(SyntaxError) in
                try unfolding.run(truth ? then : otherwise)
            }
        }
        let test = Condition(try self.truth(of: value, condition.offset))
        let bodies = try self.alternatives([then, otherwise], condition.offset)
        try self.append(.conditional(test, then: bodies[0], otherwise: bodies[1]), at: condition.offset)
    }

    /// Bodies of which one runs, or none: afterwards a variable is known where it is the same after each.
    private mutating func alternatives(
        _ bodies: [[Statement]], _ offset: Int
    ) throws(SyntaxError) -> [[Instruction]] {
        let before = self.known
        var after: [Int: Value]?
        var collected: [[Instruction]] = []
        for body in bodies {
            self.known = before
            try self.step(at: offset, count: 1 + before.count / 16)
            collected.append(
                try self.collecting(at: offset) { unfolding throws(SyntaxError) in try unfolding.run(body) })
            let outcome = self.known
            after = after.map { $0.filter { outcome[$0.key] == $0.value } } ?? outcome
        }
        self.known = after ?? before
        return collected
    }

    mutating func switchCase(
        _ target: Expression, _ cases: [Statement.CaseSyntax], _ offset: Int
    ) throws(SyntaxError) {
        let value = try self.evaluate(target)
        let values = try cases.map { option throws(SyntaxError) in
            try option.values.map { value throws(SyntaxError) in
                guard let integer = try self.constant(value).integerValue else {
                    throw SyntaxError("The values of cases are integers.", at: value.offset)
                }
                return integer
            }
        }
        var seen: Set<Int128> = []
        for (value, syntax) in zip(values.joined(), cases.flatMap(\.values))
        where !seen.insert(value).inserted {
            throw SyntaxError("Two cases of a switch have one value.", at: syntax.offset, found: "\(value)")
        }
        if cases.contains(where: { $0.values.isEmpty }), cases.last?.values.isEmpty != true {
            throw SyntaxError("The default stands last.", at: offset)
        }
        if let known = value.integerValue {
            let chosen = cases.indices.first { cases[$0].values.isEmpty || values[$0].contains(known) }
            guard let chosen else { return }
            return try self.inScope { unfolding throws(SyntaxError) in try unfolding.run(cases[chosen].body) }
        }
        var (expression, type) = try self.runtime(value, target.offset)
        if type == .boolean {
            type = .integer(width: 1, isSigned: false)
            expression = .cast(expression, to: type)
        }
        guard type.isInteger else { throw Self.wrongType(target.offset) }
        // Without a default there is one more way to go: past all cases.
        let hasDefault = cases.last?.values.isEmpty == true
        let bodies = try self.alternatives(cases.map(\.body) + (hasDefault ? [] : [[]]), offset)
        let options = cases.indices.map { index in
            SwitchCase(
                values: values[index].filter { type.holds($0) }.map { Self.bits($0, of: type) },
                isDefault: cases[index].values.isEmpty, body: bodies[index])
        }
        try self.append(.switchCase(expression, options), at: offset)
    }

    private static func bits(_ value: Int128, of type: ClassicalType) -> UInt64 {
        guard case .integer(let width, let isSigned) = type,
            case .integer(let bits, _, _) = Self.integer(value, width: width, isSigned: isSigned)
        else { preconditionFailure("A switch is on an integer.") }
        return bits
    }

    // MARK: - Loops

    mutating func endRound(_ statement: Statement) throws(SyntaxError) {
        guard self.loopDepth > 0 else {
            throw SyntaxError("This stands in no loop.", at: statement.offset)
        }
        if case .breakLoop = statement.kind {
            try self.append(.breakLoop, at: statement.offset)
        } else {
            try self.append(.continueLoop, at: statement.offset)
        }
    }

    mutating func whileLoop(
        _ condition: Expression, _ body: [Statement], _ offset: Int
    ) throws(SyntaxError) {
        let survey = BodySurvey(body)
        try self.step(at: offset, count: survey.statementCount)
        // As long as the course is known, and nothing leaves the loop from within, rounds simply follow each other.
        while !survey.endsRounds {
            guard let truth = try self.pure(condition).truth else { break }
            guard truth else { return }
            try self.inScope { unfolding throws(SyntaxError) in try unfolding.run(body) }
            guard !self.isOver else { return }
        }
        self.forget(survey.assigned)
        let test = Condition(try self.truth(of: try self.pure(condition), condition.offset))
        let instructions = try self.collecting(isLoop: true, at: offset) { unfolding throws(SyntaxError) in
            try unfolding.run(body)
        }
        self.forget(survey.assigned)
        try self.append(.whileLoop(test, body: instructions), at: offset)
    }

    /// The value of an expression that is computed again before each round, so that nothing may happen meanwhile.
    private mutating func pure(_ expression: Expression) throws(SyntaxError) -> Value {
        let count = self.instructionCount
        let value = try self.evaluate(expression)
        guard self.instructionCount == count else {
            throw .unsupported(
                "A loop's condition that runs a subroutine is not simulated.", at: expression.offset)
        }
        return value
    }

    mutating func forLoop(
        _ type: TypeSyntax, _ name: String, _ values: Statement.LoopValues, _ body: [Statement], _ offset: Int
    ) throws(SyntaxError) {
        let survey = BodySurvey(body)
        try self.step(at: offset, count: survey.statementCount)
        let variableType = try self.runtimeType(type)
        switch values {
        case .set(let members):
            let values = try members.map { member throws(SyntaxError) in try self.evaluate(member) }
            try self.unfold(values, type, name, body, survey, offset)
        case .register(let operand):
            let register = try self.evaluate(operand)
            guard case .clbits(let clbits, false) = register else {
                guard case .bits(let bits) = register else { throw Self.wrongType(operand.offset) }
                return try self.unfold(bits.map { .boolean($0) }, type, name, body, survey, offset)
            }
            try self.unfold(
                clbits.map { .clbits([$0], isSingle: true) }, type, name, body, survey, offset)
        case .range(let range):
            let (start, step, count) = try self.rounds(of: range)
            guard count > self.limits.unfoldedRoundCountMax else {
                let values = (0..<count).map { Value.integer(Int128(start) + Int128(step) * Int128($0), nil) }
                return try self.unfold(values, type, name, body, survey, offset)
            }
            guard variableType.isInteger else { throw Self.wrongType(type.offset) }
            try self.keepLoop((start, step, count), type, name, body, survey, offset)
        }
    }

    private mutating func rounds(
        of range: RangeSyntax
    ) throws(SyntaxError) -> (start: Int, step: Int, count: Int) {
        guard let first = range.start, let last = range.end else {
            throw SyntaxError("The range of a loop has a start and an end.", at: range.offset)
        }
        let start = try self.constantInteger(first)
        let end = try self.constantInteger(last)
        let step = try range.step.map { value throws(SyntaxError) in try self.constantInteger(value) } ?? 1
        guard step != 0 else { throw SyntaxError("A range has no step.", at: range.offset) }
        let distance = (Int128(end) - Int128(start)) / Int128(step)
        let isEmpty = step > 0 ? end < start : end > start
        guard let count = Int(exactly: isEmpty ? 0 : distance + 1) else {
            throw SyntaxError("A range has more values than it may have.", at: range.offset)
        }
        return (start, step, count)
    }

    /// Rounds that follow each other, each with its value.
    private mutating func unfold(
        _ values: [Value], _ type: TypeSyntax, _ name: String, _ body: [Statement], _ survey: BodySurvey,
        _ offset: Int
    ) throws(SyntaxError) {
        guard survey.endsRounds else {
            for value in values where !self.isOver {
                try self.step(at: offset)
                try self.inScope { unfolding throws(SyntaxError) in
                    try unfolding.declareVariable(type, name, value, offset)
                    try unfolding.run(body)
                }
            }
            return
        }
        var rounds: [[Instruction]] = []
        for value in values {
            try self.step(at: offset)
            // Whether an earlier round was left early is not known here.
            self.forget(survey.assigned)
            rounds.append(
                try self.collecting(isLoop: true, at: offset) { unfolding throws(SyntaxError) in
                    try unfolding.declareVariable(type, name, value, offset)
                    try unfolding.run(body)
                })
        }
        self.forget(survey.assigned)
        try self.append(.rounds(rounds), at: offset)
    }

    /// A loop of the circuit, its variable known only while it runs.
    private mutating func keepLoop(
        _ range: (start: Int, step: Int, count: Int), _ type: TypeSyntax, _ name: String, _ body: [Statement],
        _ survey: BodySurvey, _ offset: Int
    ) throws(SyntaxError) {
        self.forget(survey.assigned)
        try self.inScope { unfolding throws(SyntaxError) in
            let index = try unfolding.newTemporary(try unfolding.runtimeType(type), offset)
            try unfolding.declare(name, .variable(index), offset)
            let instructions = try unfolding.collecting(isLoop: true, at: offset) {
                unfolding throws(SyntaxError) in
                try unfolding.run(body)
            }
            try unfolding.append(
                .forLoop(
                    variable: index, start: Int64(range.start), step: Int64(range.step), count: range.count,
                    body: instructions), at: offset)
        }
        self.forget(survey.assigned)
    }

    /// What a body that may run or not assigns is not known any more.
    private mutating func forget(_ names: Set<String>) {
        for name in names {
            if case .variable(let index) = self.symbol(name) { self.known[index] = nil }
        }
    }
}

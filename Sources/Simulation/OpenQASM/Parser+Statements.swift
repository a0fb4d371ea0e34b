extension Parser {
    mutating func appendStatement(to statements: inout [Statement]) throws(SyntaxError) {
        if self.take(";") { return }
        try self.noteStatement()
        statements.append(
            try self.nested { parser throws(SyntaxError) in try parser.statement() })
    }

    private mutating func statement() throws(SyntaxError) -> Statement {
        let offset = self.token.start
        return Statement(kind: try self.statementKind(), offset: offset)
    }

    private mutating func statementKind() throws(SyntaxError) -> Statement.Kind {
        guard self.token.kind == .identifier else {
            if self.at("{") { return .block(try self.block()) }
            return try self.expressionStatement()
        }
        switch self.text(self.token) {
        case "include": return try self.include()
        case "qreg": return try self.register { .qubits(name: $0, size: $1) }
        case "creg":
            let offset = self.token.start
            return try self.register {
                .declaration(
                    TypeSyntax(name: .bit, width: $1, offset: offset), name: $0, value: nil, isConstant: false
                )
            }
        case "gate": return try self.gate()
        case "opaque" where self.version == .two: return try self.opaque()
        case "barrier": return try self.barrier()
        case "reset":
            self.advance()
            let operand = try self.expression()
            try self.expect(";")
            return .reset(operand)
        case "measure":
            self.advance()
            let operand = try self.expression()
            let target = self.take("->") ? try self.expression() : nil
            try self.expect(";")
            return .measure(operand, into: target)
        case "if": return try self.conditional()
        default:
            return self.version == .two ? try self.gateCall() : try self.statementOfVersionThree()
        }
    }

    private mutating func statementOfVersionThree() throws(SyntaxError) -> Statement.Kind {
        switch self.text(self.token) {
        case "qubit": return try self.qubits()
        case "let": return try self.alias()
        case "const", "input", "output": return try self.modifiedDeclaration()
        case "while": return try self.whileLoop()
        case "for": return try self.forLoop()
        case "switch": return try self.switchCase()
        case "def": return try self.subroutine()
        case "delay": return try self.delay()
        case "break": return try self.word(.breakLoop)
        case "continue": return try self.word(.continueLoop)
        case "end": return try self.word(.stop)
        case "return":
            self.advance()
            let value = self.at(";") ? nil : try self.expression()
            try self.expect(";")
            return .finish(value)
        case "box":
            self.advance()
            if self.take("[") {
                _ = try self.expression()
                try self.expect("]")
            }
            return .block(try self.block())
        case "array", "complex", "stretch", "extern", "cal", "defcal", "defcalgrammar", "nop":
            throw self.unsupported("This kind of statement is not simulated.")
        case "ctrl", "negctrl", "inv", "pow": return try self.gateCall()
        default:
            if self.token.kind == .identifier, !self.is(self.next, "("), let type = try self.type() {
                return try self.declaration(type, isConstant: false)
            }
            return try self.callOrAssignment()
        }
    }

    private mutating func word(_ kind: Statement.Kind) throws(SyntaxError) -> Statement.Kind {
        self.advance()
        try self.expect(";")
        return kind
    }

    // MARK: - Gates and assignments

    /// What begins with a name that is no keyword.
    private mutating func callOrAssignment() throws(SyntaxError) -> Statement.Kind {
        switch self.next.kind {
        case .identifier, .hardwareQubit, .duration: return try self.gateCall()
        case .sign where self.is(self.next, "("): return try self.parenthesised()
        case .sign where self.is(self.next, "@"): return try self.gateCall()
        case .sign where self.is(self.next, ";") && self.at("gphase"): return try self.gateCall()
        case .integer, .float, .string, .sign, .end: return try self.expressionStatement()
        }
    }

    /// A gate with parameters and operands, or a subroutine's call: only what follows the bracket tells.
    private mutating func parenthesised() throws(SyntaxError) -> Statement.Kind {
        let offset = self.token.start
        let name = try self.identifier()
        try self.expect("(")
        let arguments = try self.nested { parser throws(SyntaxError) in
            try parser.list(until: ")") { parser throws(SyntaxError) in try parser.expression() }
        }
        if name != "gphase", self.at(";") || self.at("->") {
            let call = try self.expression(.call(name, arguments), at: offset)
            if self.take("->") {
                let target = try self.expression()
                try self.expect(";")
                return .assign(target, nil, call)
            }
            self.advance()
            return .expression(call)
        }
        return try self.operands(
            of: Statement.GateCall(
                modifiers: [], name: name, parameters: arguments, operands: []))
    }

    private mutating func gateCall() throws(SyntaxError) -> Statement.Kind {
        var call = Statement.GateCall(modifiers: [], name: "", parameters: [], operands: [])
        if self.version == .three {
            while let modifier = try self.modifier() {
                call.modifiers.append(modifier)
                try self.checkCount(of: call.modifiers)
            }
        }
        call.name = try self.identifier()
        if self.take("(") {
            call.parameters = try self.nested { parser throws(SyntaxError) in
                try parser.list(until: ")") { parser throws(SyntaxError) in try parser.expression() }
            }
        }
        return try self.operands(of: call)
    }

    private mutating func operands(of call: Statement.GateCall) throws(SyntaxError) -> Statement.Kind {
        var call = call
        if self.take("[") { throw self.unsupported("A gate with a duration is not simulated.") }
        call.operands = try self.list(until: ";") { parser throws(SyntaxError) in try parser.expression() }
        return .call(call)
    }

    private mutating func modifier() throws(SyntaxError) -> Statement.Modifier? {
        let offset = self.token.start
        let kind: Statement.Modifier.Kind
        if self.take("inv") {
            kind = .inverse
        } else if self.take("pow") {
            try self.expect("(")
            kind = .power(try self.expression())
            try self.expect(")")
        } else if self.at("ctrl") || self.at("negctrl") {
            let isNegative = self.at("negctrl")
            self.advance()
            var count: Expression?
            if self.take("(") {
                count = try self.expression()
                try self.expect(")")
            }
            kind = .control(count: count, isNegative: isNegative)
        } else {
            return nil
        }
        try self.expect("@")
        return Statement.Modifier(kind: kind, offset: offset)
    }

    private mutating func expressionStatement() throws(SyntaxError) -> Statement.Kind {
        let target = try self.expression()
        if self.take(";") { return .expression(target) }
        let sign = self.token
        guard sign.kind == .sign, self.text(sign).hasSuffix("="), sign.end - sign.start <= 3 else {
            throw self.error("A statement is not one that the language has.")
        }
        let text = self.text(sign).dropLast()
        let operation = Expression.BinarySign(rawValue: String(text))
        guard text.isEmpty || operation != nil else {
            throw self.error("A statement is not one that the language has.")
        }
        self.advance()
        let value = try self.expression()
        try self.expect(";")
        return .assign(target, operation, value)
    }

    private mutating func barrier() throws(SyntaxError) -> Statement.Kind {
        self.advance()
        return .barrier(try self.list(until: ";") { parser throws(SyntaxError) in try parser.expression() })
    }

    private mutating func delay() throws(SyntaxError) -> Statement.Kind {
        self.advance()
        try self.expect("[")
        let duration = try self.expression()
        try self.expect("]")
        return .delay(
            duration, try self.list(until: ";") { parser throws(SyntaxError) in try parser.expression() })
    }

    // MARK: - Control flow

    mutating func block() throws(SyntaxError) -> [Statement] {
        try self.expect("{")
        var statements: [Statement] = []
        while !self.take("}") {
            guard self.token.kind != .end else { throw self.error("A block does not end.") }
            try self.appendStatement(to: &statements)
        }
        return statements
    }

    /// A block, or one statement without brackets.
    private mutating func body() throws(SyntaxError) -> [Statement] {
        if self.at("{") { return try self.block() }
        var statements: [Statement] = []
        try self.appendStatement(to: &statements)
        return statements
    }

    private mutating func condition() throws(SyntaxError) -> Expression {
        self.advance()
        try self.expect("(")
        let condition = try self.expression()
        try self.expect(")")
        return condition
    }

    private mutating func conditional() throws(SyntaxError) -> Statement.Kind {
        let condition = try self.condition()
        let then = try self.body()
        guard self.version == .three, self.take("else") else { return .conditional(condition, then, []) }
        return .conditional(condition, then, try self.body())
    }

    private mutating func whileLoop() throws(SyntaxError) -> Statement.Kind {
        let condition = try self.condition()
        return .whileLoop(condition, try self.body())
    }

    private mutating func forLoop() throws(SyntaxError) -> Statement.Kind {
        self.advance()
        guard let type = try self.type() else {
            throw self.error("The type of a loop's variable is missing.")
        }
        let name = try self.newName()
        try self.expect("in")
        let values: Statement.LoopValues
        let offset = self.token.start
        if self.take("[") {
            let start = self.at(":") ? nil : try self.expression()
            values = .range(try self.range(from: start, offset: offset))
            try self.expect("]")
        } else if self.take("{") {
            values = .set(try self.list(until: "}") { parser throws(SyntaxError) in try parser.expression() })
        } else {
            values = .register(try self.expression())
        }
        return .forLoop(type, name: name, values, try self.body())
    }

    private mutating func switchCase() throws(SyntaxError) -> Statement.Kind {
        let target = try self.condition()
        try self.expect("{")
        var cases: [Statement.CaseSyntax] = []
        while !self.take("}") {
            var values: [Expression] = []
            if !self.take("default") {
                try self.expect("case")
                while !self.at("{") {
                    values.append(try self.expression())
                    guard self.take(",") else { break }
                }
                guard !values.isEmpty else { throw self.error("A case has no values.") }
            }
            cases.append(Statement.CaseSyntax(values: values, body: try self.block()))
        }
        return .switchCase(target, cases)
    }
}

extension Parser {
    /// A classical type, if one begins here.
    mutating func type() throws(SyntaxError) -> TypeSyntax? {
        guard self.token.kind == .identifier, let name = TypeSyntax.Name(rawValue: self.text(self.token))
        else {
            return nil
        }
        var type = TypeSyntax(name: name, width: nil, offset: self.token.start)
        self.advance()
        if self.take("[") {
            type.width = try self.nested { parser throws(SyntaxError) in try parser.expression() }
            try self.expect("]")
        }
        return type
    }

    mutating func include() throws(SyntaxError) -> Statement.Kind {
        self.advance()
        guard self.token.kind == .string else {
            throw self.error("The name of the included file is missing.")
        }
        let name = String(self.text(self.token).dropFirst().dropLast())
        self.advance()
        try self.expect(";")
        return .include(name)
    }

    /// `qreg name[size];`
    mutating func register(
        _ statement: (String, Expression?) -> Statement.Kind
    ) throws(SyntaxError) -> Statement.Kind {
        self.advance()
        let name = try self.newName()
        var size: Expression?
        if self.take("[") {
            size = try self.expression()
            try self.expect("]")
        }
        try self.expect(";")
        return statement(name, size)
    }

    /// `qubit[size] name;`
    mutating func qubits() throws(SyntaxError) -> Statement.Kind {
        self.advance()
        var size: Expression?
        if self.take("[") {
            size = try self.expression()
            try self.expect("]")
        }
        let name = try self.newName()
        try self.expect(";")
        return .qubits(name: name, size: size)
    }

    mutating func alias() throws(SyntaxError) -> Statement.Kind {
        self.advance()
        let name = try self.newName()
        try self.expect("=")
        var value = try self.expression()
        while self.take("++") {
            value = try self.expression(.concatenation(value, try self.expression()), at: value.offset)
        }
        try self.expect(";")
        return .alias(name: name, value)
    }

    mutating func modifiedDeclaration() throws(SyntaxError) -> Statement.Kind {
        let (isInput, isConstant) = (self.at("input"), self.at("const"))
        self.advance()
        guard let type = try self.type() else {
            throw self.unsupported("Values of this type are not simulated.")
        }
        guard isInput else { return try self.declaration(type, isConstant: isConstant) }
        let name = try self.newName()
        try self.expect(";")
        return .input(type, name: name)
    }

    mutating func declaration(_ type: TypeSyntax, isConstant: Bool) throws(SyntaxError) -> Statement.Kind {
        let name = try self.newName()
        let value = self.take("=") ? try self.expression() : nil
        guard value != nil || !isConstant else { throw self.error("A constant has no value.") }
        try self.expect(";")
        return .declaration(type, name: name, value: value, isConstant: isConstant)
    }

    mutating func gate() throws(SyntaxError) -> Statement.Kind {
        self.advance()
        let name = try self.newName()
        var gate = Statement.GateSyntax(parameters: [], qubits: [], body: [])
        if self.take("(") {
            gate.parameters = try self.list(until: ")") { parser throws(SyntaxError) in
                try parser.newName()
            }
        }
        gate.qubits = try self.list(until: "{") { parser throws(SyntaxError) in try parser.newName() }
        while !self.take("}") {
            guard self.token.kind != .end else { throw self.error("A block does not end.") }
            try self.appendStatement(to: &gate.body)
        }
        return .gate(name: name, gate)
    }

    /// A gate without a definition, which says nothing as long as nobody calls it; who does calls what is not defined.
    mutating func opaque() throws(SyntaxError) -> Statement.Kind {
        self.advance()
        _ = try self.newName()
        if self.take("(") {
            _ = try self.list(until: ")") { parser throws(SyntaxError) in try parser.newName() }
        }
        _ = try self.list(until: ";") { parser throws(SyntaxError) in try parser.newName() }
        return .block([])
    }

    mutating func subroutine() throws(SyntaxError) -> Statement.Kind {
        self.advance()
        let name = try self.newName()
        try self.expect("(")
        var subroutine = Statement.SubroutineSyntax(parameters: [], result: nil, body: [])
        subroutine.parameters = try self.list(until: ")") { parser throws(SyntaxError) in
            try parser.subroutineParameter()
        }
        if self.take("->") {
            guard let type = try self.type() else {
                throw self.unsupported("Values of this type are not simulated.")
            }
            subroutine.result = type
        }
        subroutine.body = try self.block()
        return .subroutine(name: name, subroutine)
    }

    private mutating func subroutineParameter() throws(SyntaxError) -> Statement.SubroutineSyntax.Parameter {
        guard self.take("qubit") else {
            guard let type = try self.type() else {
                throw self.unsupported("Values of this type are not simulated.")
            }
            return .classical(type, try self.newName())
        }
        var size: Expression?
        if self.take("[") {
            size = try self.expression()
            try self.expect("]")
        }
        return .qubits(size: size, try self.newName())
    }
}

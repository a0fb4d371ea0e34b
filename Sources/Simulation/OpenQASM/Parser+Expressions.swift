extension Parser {
    mutating func expression() throws(SyntaxError) -> Expression { try self.binary(above: 0) }

    /// An operator and how strongly it binds; the powers bind to the right.
    private var binarySign: (sign: Expression.BinarySign, strength: Int)? {
        guard self.token.kind == .sign, self.token.end - self.token.start <= 2 else { return nil }
        if self.version == .two, self.at("^") { return (.power, 11) }
        guard let sign = Expression.BinarySign(rawValue: self.text(self.token)) else { return nil }
        let strength =
            switch sign {
            case .logicOr: 1
            case .logicAnd: 2
            case .bitOr: 3
            case .bitXor: 4
            case .bitAnd: 5
            case .equal, .notEqual: 6
            case .less, .lessEqual, .greater, .greaterEqual: 7
            case .shiftLeft, .shiftRight: 8
            case .add, .subtract: 9
            case .multiply, .divide, .remainder: 10
            case .power: 12
            }
        return (sign, strength)
    }

    /// What operators tie that bind more strongly than `strength`.
    private mutating func binary(above strength: Int) throws(SyntaxError) -> Expression {
        var left = try self.unary()
        while let (sign, own) = self.binarySign, own > strength {
            self.advance()
            let right = try self.nested { parser throws(SyntaxError) in
                try parser.binary(above: sign == .power ? own - 1 : own)
            }
            left = try self.expression(.binary(sign, left, right), at: left.offset)
        }
        return left
    }

    private mutating func unary() throws(SyntaxError) -> Expression {
        let offset = self.token.start
        if self.take("+") { return try self.nested { parser throws(SyntaxError) in try parser.unary() } }
        guard self.token.kind == .sign, self.token.end == self.token.start + 1,
            let sign = Expression.UnarySign(rawValue: self.text(self.token))
        else { return try self.postfix() }
        self.advance()
        // A power binds more strongly than a sign before it.
        let operand = try self.nested { parser throws(SyntaxError) in try parser.binary(above: 10) }
        return try self.expression(.unary(sign, operand), at: offset)
    }

    private mutating func postfix() throws(SyntaxError) -> Expression {
        var value = try self.primary()
        while self.take("[") {
            let selections = try self.nested { parser throws(SyntaxError) in try parser.selections() }
            value = try self.expression(.index(value, selections), at: value.offset)
        }
        return value
    }

    private mutating func selections() throws(SyntaxError) -> [Expression.Selection] {
        try self.list(until: "]") { parser throws(SyntaxError) in
            if parser.take("{") {
                return .set(
                    try parser.list(until: "}") { parser throws(SyntaxError) in try parser.expression() })
            }
            let offset = parser.token.start
            let start = parser.at(":") ? nil : try parser.expression()
            guard parser.at(":") else {
                guard let start else { throw parser.error("An index is missing.") }
                return .single(start)
            }
            return .range(try parser.range(from: start, offset: offset))
        }
    }

    /// What follows the start of a range: `: end` or `: step : end`, ends left out where allowed.
    mutating func range(from start: Expression?, offset: Int) throws(SyntaxError) -> RangeSyntax {
        try self.expect(":")
        var range = RangeSyntax(start: start, step: nil, end: nil, offset: offset)
        guard !self.at("]"), !self.at(",") else { return range }
        if !self.at(":") { range.end = try self.expression() }
        guard self.take(":") else { return range }
        range.step = range.end
        range.end = self.at("]") || self.at(",") ? nil : try self.expression()
        return range
    }

    private mutating func primary() throws(SyntaxError) -> Expression {
        let token = self.token
        switch token.kind {
        case .integer:
            self.advance()
            return Expression(kind: .integer(Self.integer(self.text(token))), offset: token.start)
        case .float:
            self.advance()
            return Expression(kind: .float(try self.float(token)), offset: token.start)
        case .duration:
            self.advance()
            return Expression(kind: try self.duration(token), offset: token.start)
        case .string:
            self.advance()
            return Expression(kind: .bits(try self.bits(token)), offset: token.start)
        case .hardwareQubit:
            self.advance()
            return Expression(kind: .hardwareQubit(try self.hardwareQubit(token)), offset: token.start)
        case .identifier: return try self.name(token)
        case .sign where self.take("("):
            let inner = try self.nested { parser throws(SyntaxError) in try parser.expression() }
            try self.expect(")")
            return inner
        case .sign, .end: throw self.error("A value is missing.")
        }
    }

    /// A name, or what only begins like one: a call, a cast, a constant, a measurement.
    private mutating func name(_ token: Token) throws(SyntaxError) -> Expression {
        let name = self.text(token)
        if self.version == .three {
            if let type = try self.type() {
                try self.expect("(")
                let operand = try self.nested { parser throws(SyntaxError) in try parser.expression() }
                try self.expect(")")
                return try self.expression(.cast(type, operand), at: token.start)
            }
            if name == "measure" {
                self.advance()
                let operand = try self.nested { parser throws(SyntaxError) in try parser.expression() }
                return try self.expression(.measure(operand), at: token.start)
            }
        }
        self.advance()
        switch name {
        case "true": return Expression(kind: .boolean(true), offset: token.start)
        case "false": return Expression(kind: .boolean(false), offset: token.start)
        default: break
        }
        guard self.take("(") else { return Expression(kind: .name(name), offset: token.start) }
        let arguments = try self.nested { parser throws(SyntaxError) in
            try parser.list(until: ")") { parser throws(SyntaxError) in try parser.expression() }
        }
        return try self.expression(.call(name, arguments), at: token.start)
    }

    // MARK: - Literals

    private static func integer(_ text: String) -> Int128? {
        let digits = text.filter { $0 != "_" }
        switch digits.prefix(2).lowercased() {
        case "0x": return Int128(digits.dropFirst(2), radix: 16)
        case "0b": return Int128(digits.dropFirst(2), radix: 2)
        case "0o": return Int128(digits.dropFirst(2), radix: 8)
        default: return Int128(digits)
        }
    }

    private func float(_ token: Token) throws(SyntaxError) -> Double {
        guard let value = Double(self.text(token).filter { $0 != "_" }), value.isFinite else {
            throw SyntaxError("A number is not written as one.", at: token.start, found: self.text(token))
        }
        return value
    }

    private func duration(_ token: Token) throws(SyntaxError) -> Expression.Kind {
        let text = self.text(token)
        // The unit begins after the last digit or point.
        let split = text.lastIndex { $0.isASCII && ($0.isNumber || $0 == ".") } ?? text.startIndex
        let unit = String(text[text.index(after: split)...])
        guard let value = Double(text[...split].filter { $0 != "_" }), value.isFinite else {
            throw SyntaxError("A number is not written as one.", at: token.start, found: text)
        }
        guard let seconds = Duration.seconds(perUnit: unit) else {
            return .duration(value, isInDeviceUnits: true)
        }
        return .duration(value * seconds, isInDeviceUnits: false)
    }

    private func bits(_ token: Token) throws(SyntaxError) -> [Bool] {
        var bits: [Bool] = []
        for byte in self.bytes[(token.start + 1)..<(token.end - 1)].reversed() {
            switch byte {
            case UInt8(ascii: "0"): bits.append(false)
            case UInt8(ascii: "1"): bits.append(true)
            case UInt8(ascii: "_"): continue
            default:
                throw SyntaxError(
                    "A text that is no row of bits has no value here.", at: token.start,
                    found: String(self.text(token).prefix(40)))
            }
        }
        guard !bits.isEmpty else { throw SyntaxError("A row of bits is empty.", at: token.start) }
        return bits
    }

    mutating func hardwareQubit(_ token: Token) throws(SyntaxError) -> Int {
        guard let index = Int(self.text(token).dropFirst()), index < Int.max else {
            throw SyntaxError("A hardware qubit has no number.", at: token.start, found: self.text(token))
        }
        self.hardwareQubitCount = max(self.hardwareQubitCount, index + 1)
        return index
    }
}

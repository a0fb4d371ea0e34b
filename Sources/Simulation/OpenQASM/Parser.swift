/// Turns tokens into statements, of version 2 or 3 of the language.
///
/// Sources: A. Cross and others, arXiv:1707.03429 and arXiv:2104.14722.
struct Parser {
    enum Version {
        case two
        case three
    }

    let bytes: [UInt8]
    private let tokens: [Token]
    private let limits: OpenQASMLimits
    private var position = 0
    private var depth = 0
    private var statementCount = 0
    /// Whether nobody waits for the program any more.
    private let isCancelled: @Sendable () -> Bool
    private(set) var version = Version.three
    /// One more than the highest hardware qubit.
    var hardwareQubitCount = 0

    init(
        _ bytes: [UInt8], limits: OpenQASMLimits, isCancelled: @escaping @Sendable () -> Bool = { false }
    ) throws(SyntaxError) {
        self.bytes = bytes
        self.limits = limits
        self.isCancelled = isCancelled
        self.tokens = try Lexer.tokens(of: bytes, limits: limits)
    }

    mutating func program() throws(SyntaxError) -> [Statement] {
        try self.readVersion()
        var statements: [Statement] = []
        while self.token.kind != .end { try self.appendStatement(to: &statements) }
        return statements
    }

    private mutating func readVersion() throws(SyntaxError) {
        guard self.take("OPENQASM") else { return }
        let number = self.token
        guard number.kind == .float || number.kind == .integer else {
            throw self.error("The version of the language is missing.")
        }
        switch self.text(number) {
        case "2", "2.0": self.version = .two
        case "3", "3.0", "3.1": self.version = .three
        default: throw self.unsupported("This version of the language is not known here.")
        }
        self.advance()
        try self.expect(";")
    }

    // MARK: - Tokens

    var token: Token { self.tokens[self.position] }
    var next: Token { self.tokens[min(self.position + 1, self.tokens.count - 1)] }

    func text(_ token: Token) -> String {
        String(decoding: self.bytes[token.start..<token.end], as: UTF8.self)
    }

    /// Whether the next token is this sign or word.
    func at(_ sign: StaticString) -> Bool { self.is(self.token, sign) }

    func `is`(_ token: Token, _ sign: StaticString) -> Bool {
        token.end - token.start == sign.utf8CodeUnitCount && token.kind != .string
            && sign.withUTF8Buffer { self.bytes[token.start..<token.end].elementsEqual($0) }
    }

    mutating func advance() { self.position = min(self.position + 1, self.tokens.count - 1) }

    mutating func take(_ sign: StaticString) -> Bool {
        guard self.at(sign) else { return false }
        self.advance()
        return true
    }

    mutating func expect(_ sign: StaticString) throws(SyntaxError) {
        guard self.take(sign) else {
            throw self.error("The program goes on otherwise than the language allows; expected: \(sign)")
        }
    }

    mutating func identifier() throws(SyntaxError) -> String {
        guard self.token.kind == .identifier else { throw self.error("A name is missing.") }
        let name = self.text(self.token)
        self.advance()
        return name
    }

    /// A name that the program gives to something.
    mutating func newName() throws(SyntaxError) -> String {
        guard !self.isReserved(self.text(self.token)) else {
            throw self.error("A word of the language cannot be a name.")
        }
        return try self.identifier()
    }

    func error(_ sentence: String) -> SyntaxError {
        SyntaxError(sentence, at: self.token.start, found: self.found)
    }

    func unsupported(_ sentence: String) -> SyntaxError {
        .unsupported(sentence, at: self.token.start, found: self.found)
    }

    private var found: String {
        self.token.kind == .end ? "end of the program" : String(self.text(self.token).prefix(40))
    }

    static let tooDeep = "Statements or expressions are nested more deeply than they may be."

    /// An expression around others. Chains are not nested as they are read, but what is made of them is.
    func expression(_ kind: Expression.Kind, at offset: Int) throws(SyntaxError) -> Expression {
        let expression = Expression(kind: kind, offset: offset)
        guard expression.depth <= self.limits.unfoldingDepthMax else { throw self.error(Self.tooDeep) }
        return expression
    }

    /// Counts a statement.
    mutating func noteStatement() throws(SyntaxError) {
        self.statementCount += 1
        if self.statementCount % 1_024 == 0, self.isCancelled() {
            throw .cancelled(at: self.token.start)
        }
    }

    /// Whether a gate may have one more modifier.
    func checkCount(of modifiers: [Statement.Modifier]) throws(SyntaxError) {
        guard modifiers.count <= self.limits.nestingDepthMax else { throw self.error(Self.tooDeep) }
    }

    /// Does something one level further in.
    mutating func nested<Result>(
        _ body: (inout Parser) throws(SyntaxError) -> Result
    ) throws(SyntaxError) -> Result {
        guard self.depth < self.limits.nestingDepthMax else {
            throw self.error(Self.tooDeep)
        }
        self.depth += 1
        let result = try body(&self)
        self.depth -= 1
        return result
    }

    /// Things with commas between them, up to a closing sign, which is taken; a comma may stand before it.
    mutating func list<Element>(
        until end: StaticString, _ element: (inout Parser) throws(SyntaxError) -> Element
    ) throws(SyntaxError) -> [Element] {
        var elements: [Element] = []
        while !self.take(end) {
            elements.append(try element(&self))
            guard self.take(",") else {
                try self.expect(end)
                break
            }
        }
        return elements
    }
}

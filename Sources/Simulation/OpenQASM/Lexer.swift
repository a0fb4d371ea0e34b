/// Divides a program's bytes into tokens; leaves out comments, pragmas and annotations.
struct Lexer {
    private let bytes: [UInt8]
    private let limits: OpenQASMLimits
    private var offset = 0
    private var tokens: [Token] = []

    /// All tokens, the last of kind ``Token/Kind/end``.
    static func tokens(of bytes: [UInt8], limits: OpenQASMLimits) throws(SyntaxError) -> [Token] {
        var lexer = Lexer(bytes: bytes, limits: limits)
        while try lexer.readToken() {}
        return lexer.tokens
    }

    private init(bytes: [UInt8], limits: OpenQASMLimits) {
        self.bytes = bytes
        self.limits = limits
        self.tokens.reserveCapacity(bytes.count / 3)
    }

    private subscript(offset: Int) -> UInt8 { offset < self.bytes.count ? self.bytes[offset] : 0 }

    private mutating func readToken() throws(SyntaxError) -> Bool {
        try self.skipBlanks()
        let start = self.offset
        guard self.tokens.count < self.limits.tokenCountMax else {
            throw SyntaxError("The program has more words than it may have.", at: start)
        }
        guard start < self.bytes.count else {
            self.tokens.append(Token(kind: .end, start: start, end: start))
            return false
        }
        let kind = try self.scan()
        self.tokens.append(Token(kind: kind, start: start, end: self.offset))
        return true
    }

    // MARK: - What is left out

    private mutating func skipBlanks() throws(SyntaxError) {
        while self.offset < self.bytes.count {
            switch self.bytes[self.offset] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"):
                self.offset += 1
            case UInt8(ascii: "/") where self[self.offset + 1] == UInt8(ascii: "/"): self.skipLine()
            case UInt8(ascii: "/") where self[self.offset + 1] == UInt8(ascii: "*"): try self.skipComment()
            case UInt8(ascii: "#") where self.beginsStatement: self.skipLine()
            case UInt8(ascii: "@") where self.beginsStatement: self.skipLine()
            case UInt8(ascii: "p") where self.beginsStatement && self.isNext("pragma"): self.skipLine()
            default: return
            }
        }
    }

    /// Whether nothing of a statement stands before this place.
    private var beginsStatement: Bool {
        guard let last = self.tokens.last else { return true }
        switch self.bytes[last.end - 1] {
        case UInt8(ascii: ";"), UInt8(ascii: "{"), UInt8(ascii: "}"): return true
        default: return false
        }
    }

    private func isNext(_ word: StaticString) -> Bool {
        word.withUTF8Buffer { word in
            self.bytes[self.offset...].starts(with: word)
                && !Self.isWordByte(self[self.offset + word.count])
        }
    }

    private mutating func skipLine() {
        while self.offset < self.bytes.count, self.bytes[self.offset] != UInt8(ascii: "\n") {
            self.offset += 1
        }
    }

    private mutating func skipComment() throws(SyntaxError) {
        let start = self.offset
        self.offset += 2
        while self[self.offset] != UInt8(ascii: "*") || self[self.offset + 1] != UInt8(ascii: "/") {
            guard self.offset < self.bytes.count else {
                throw SyntaxError("A comment does not end.", at: start)
            }
            self.offset += 1
        }
        self.offset += 2
    }

    // MARK: - Tokens

    private mutating func scan() throws(SyntaxError) -> Token.Kind {
        let byte = self.bytes[self.offset]
        if Self.isDigit(byte) || (byte == UInt8(ascii: ".") && Self.isDigit(self[self.offset + 1])) {
            return try self.scanNumber()
        }
        if Self.isWordByte(byte) {
            self.skipWord()
            return .identifier
        }
        switch byte {
        case UInt8(ascii: "$") where Self.isDigit(self[self.offset + 1]):
            self.offset += 1
            self.skipWord()
            return .hardwareQubit
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return try self.scanString(quote: byte)
        default: return try self.scanSign()
        }
    }

    private mutating func skipWord() {
        while Self.isWordByte(self[self.offset]) { self.offset += 1 }
    }

    private mutating func scanNumber() throws(SyntaxError) -> Token.Kind {
        let start = self.offset
        var kind = Token.Kind.integer
        if self[start] == UInt8(ascii: "0"), "xXbBoO".utf8.contains(self[start + 1]) {
            self.skipWord()
            return .integer
        }
        self.skipDigits()
        if self[self.offset] == UInt8(ascii: ".") {
            kind = .float
            self.offset += 1
            self.skipDigits()
        }
        if self[self.offset] | 0x20 == UInt8(ascii: "e") {
            let sign =
                self[self.offset + 1] == UInt8(ascii: "+") || self[self.offset + 1] == UInt8(ascii: "-")
            if Self.isDigit(self[self.offset + (sign ? 2 : 1)]) {
                kind = .float
                self.offset += sign ? 2 : 1
                self.skipDigits()
            }
        }
        guard Self.isWordByte(self[self.offset]) else { return kind }
        let unitStart = self.offset
        self.skipWord()
        guard Duration.isUnit(self.bytes[unitStart..<self.offset]) else {
            throw SyntaxError(
                "A number is not written as one.", at: start,
                found: String(decoding: self.bytes[start..<self.offset].prefix(40), as: UTF8.self))
        }
        return .duration
    }

    private mutating func skipDigits() {
        while Self.isDigit(self[self.offset])
            || (self[self.offset] == UInt8(ascii: "_") && Self.isDigit(self[self.offset + 1]))
        {
            self.offset += 1
        }
    }

    private mutating func scanString(quote: UInt8) throws(SyntaxError) -> Token.Kind {
        let start = self.offset
        self.offset += 1
        while self[self.offset] != quote {
            guard self.offset < self.bytes.count, self[self.offset] != UInt8(ascii: "\n") else {
                throw SyntaxError("A text in quotation marks does not end.", at: start)
            }
            self.offset += 1
        }
        self.offset += 1
        return .string
    }

    /// The longest first.
    private static let signs: [StaticString] = [
        "**=", "<<=", ">>=", "->", "==", "!=", "<=", ">=", "&&", "||", "++", "**", "<<", ">>", "+=", "-=",
        "*=",
        "/=", "%=", "&=", "|=", "^=", "~=", "(", ")", "[", "]", "{", "}", ";", ",", ":", "=", "+", "-", "*",
        "/",
        "%", "<", ">", "&", "|", "^", "~", "!", "@",
    ]

    private mutating func scanSign() throws(SyntaxError) -> Token.Kind {
        for sign in Self.signs {
            let fits = sign.withUTF8Buffer { self.bytes[self.offset...].starts(with: $0) }
            guard fits else { continue }
            self.offset += sign.utf8CodeUnitCount
            return .sign
        }
        throw SyntaxError("A character has no meaning here.", at: self.offset)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    /// Letters of any script count as letters: `π`, `θ`.
    private static func isWordByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "_") || byte >= 0x80
    }
}

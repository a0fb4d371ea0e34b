extension PatternParser {
    /// What an escape stands for.
    enum Escaped {
        case scalar(UInt32)
        case set(ScalarSet)
    }

    /// Reads what follows a backslash.
    mutating func parseEscaped() throws(PatternError) -> Escaped {
        guard let scalar = self.current else { throw Self.badEscape }
        self.position += 1
        switch scalar {
        case "d": return .set(.digit)
        case "D": return .set(ScalarSet.digit.negated)
        case "w": return .set(.word)
        case "W": return .set(ScalarSet.word.negated)
        case "s": return .set(.space)
        case "S": return .set(ScalarSet.space.negated)
        case "t": return .scalar(0x09)
        case "n": return .scalar(0x0A)
        case "v": return .scalar(0x0B)
        case "f": return .scalar(0x0C)
        case "r": return .scalar(0x0D)
        case "0": return .scalar(0)
        case "c": return .scalar(try self.parseControl())
        case "x": return .scalar(try self.parseHexadecimal(digits: 2))
        case "u": return .scalar(try self.parseUnicode())
        case "p": return .set(try self.parseProperty(isNegated: false))
        case "P": return .set(try self.parseProperty(isNegated: true))
        default:
            // Punctuation stands for itself; a letter that means nothing is a mistake.
            guard scalar.isASCII, !ScalarSet.word.contains(scalar.value) || scalar == "_" else {
                throw Self.badEscape
            }
            return .scalar(scalar.value)
        }
    }

    private static let badEscape = PatternError(
        sentence: "The regular expression has an escape that ECMA-262 does not know.")

    private mutating func parseControl() throws(PatternError) -> UInt32 {
        guard let letter = self.current, ("a"..."z").contains(letter) || ("A"..."Z").contains(letter) else {
            throw Self.badEscape
        }
        self.position += 1
        return letter.value % 32
    }

    private mutating func parseHexadecimal(digits count: Int) throws(PatternError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let scalar = self.current, scalar.isASCII,
                let digit = JSONEscapes.hexadecimal(UInt8(truncatingIfNeeded: scalar.value))
            else { throw Self.badEscape }
            value = value << 4 | digit
            self.position += 1
        }
        return value
    }

    private mutating func parseUnicode() throws(PatternError) -> UInt32 {
        if self.take("{") {
            guard let end = self.scalars[self.position...].firstIndex(of: "}"),
                (1...6).contains(end - self.position)
            else { throw Self.badEscape }
            let value = try self.parseHexadecimal(digits: end - self.position)
            self.position += 1
            guard value <= 0x10FFFF else { throw Self.badEscape }
            return value
        }
        let first = try self.parseHexadecimal(digits: 4)
        guard (0xD800..<0xDC00).contains(first), self.take("\\u") else { return first }
        let second = try self.parseHexadecimal(digits: 4)
        guard (0xDC00..<0xE000).contains(second) else { throw Self.badEscape }
        return 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
    }

    private mutating func parseProperty(isNegated: Bool) throws(PatternError) -> ScalarSet {
        guard self.take("{"), let end = self.scalars[self.position...].firstIndex(of: "}") else {
            throw Self.badEscape
        }
        var name = String.UnicodeScalarView()
        name.append(contentsOf: self.scalars[self.position..<end])
        self.position = end + 1
        guard let property = ScalarProperty(String(name)) else {
            throw PatternError(
                sentence: "The regular expression asks for a property of characters that is not supported.")
        }
        return ScalarSet(properties: [ScalarSet.Property(name: property, isNegated: isNegated)])
    }

    /// Most ranges, characters and properties of one class.
    private static let classPartCountMax = 1_000

    /// Reads a class behind its opening bracket, the closing one included.
    mutating func parseClass() throws(PatternError) -> ScalarSet {
        var set = ScalarSet()
        set.isNegated = self.take("^")
        while !self.take("]") {
            guard set.partCount < Self.classPartCountMax else {
                throw PatternError(sentence: "The regular expression has a class with too many parts.")
            }
            let first = try self.parseClassAtom()
            guard self.current == "-", self.position + 1 < self.scalars.count,
                self.scalars[self.position + 1] != "]"
            else {
                Self.add(first, to: &set)
                continue
            }
            self.position += 1
            guard case .scalar(let low) = first, case .scalar(let high) = try self.parseClassAtom(),
                low <= high
            else { throw PatternError(sentence: "The regular expression has a range that is none.") }
            set.ranges.append(low...high)
        }
        return set
    }

    private static func add(_ atom: Escaped, to set: inout ScalarSet) {
        switch atom {
        case .scalar(let scalar): set.ranges.append(scalar...scalar)
        case .set(let inner): set.sets.append(inner)
        }
    }

    private mutating func parseClassAtom() throws(PatternError) -> Escaped {
        guard let scalar = self.current else {
            throw PatternError(sentence: "The regular expression has a [ that nothing closes.")
        }
        self.position += 1
        guard scalar == "\\" else { return .scalar(scalar.value) }
        // In a class it is the backspace.
        if self.take("b") { return .scalar(0x08) }
        return try self.parseEscaped()
    }
}

/// Reads a regular expression (ECMA-262, 22.2.1, with the flag `u`).
struct PatternParser {
    let scalars: [Unicode.Scalar]
    var position = 0
    private var depth = 0

    /// Most groups within each other.
    private static let groupDepthMax = 32
    /// Largest number in `{n,m}`; more would not be reached in any text that is read.
    private static let repetitionCountMax = 1_000_000

    init(_ text: String) { self.scalars = Array(text.unicodeScalars) }

    mutating func parse() throws(PatternError) -> PatternTree {
        let tree = try self.parseAlternatives()
        guard self.current == nil else {
            throw PatternError(sentence: "The regular expression has a ) too many.")
        }
        return tree
    }

    var current: Unicode.Scalar? { self.position < self.scalars.count ? self.scalars[self.position] : nil }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard self.current == scalar else { return false }
        self.position += 1
        return true
    }

    mutating func take(_ text: String) -> Bool {
        let wanted = text.unicodeScalars
        guard self.scalars[self.position...].prefix(wanted.count).elementsEqual(wanted) else { return false }
        self.position += wanted.count
        return true
    }

    private mutating func parseAlternatives() throws(PatternError) -> PatternTree {
        var parts = [try self.parseSequence()]
        while self.take("|") { parts.append(try self.parseSequence()) }
        return parts.count == 1 ? parts[0] : .alternatives(parts)
    }

    private mutating func parseSequence() throws(PatternError) -> PatternTree {
        var parts: [PatternTree] = []
        while let scalar = self.current, scalar != "|", scalar != ")" {
            parts.append(try self.parseTerm())
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func parseTerm() throws(PatternError) -> PatternTree {
        if self.take("^") { return .start }
        if self.take("$") { return .end }
        if self.take("\\b") { return .boundary(isOne: true) }
        if self.take("\\B") { return .boundary(isOne: false) }
        return try self.parseQuantifier(of: try self.parseAtom())
    }

    private mutating func parseAtom() throws(PatternError) -> PatternTree {
        guard let scalar = self.current else { return .empty }
        self.position += 1
        switch scalar {
        case ".": return .set(.any)
        case "[": return .set(try self.parseClass())
        case "(": return try self.parseGroup()
        case "\\": return try self.parseEscape()
        case "*", "+", "?", "{":
            throw PatternError(sentence: "The regular expression repeats nothing.")
        case "]", "}":
            throw PatternError(sentence: "The regular expression has a bracket that nothing opens.")
        default: return .scalar(scalar.value)
        }
    }

    private mutating func parseGroup() throws(PatternError) -> PatternTree {
        for look in ["?=", "?!", "?<=", "?<!"] where self.take(look) {
            throw PatternError(sentence: "Regular expressions that look ahead or back are not supported.")
        }
        if self.take("?<") {
            guard let end = self.scalars[self.position...].firstIndex(of: ">"), end > self.position else {
                throw PatternError(sentence: "The regular expression has a group without a proper name.")
            }
            self.position = end + 1
        } else if self.current == "?", !self.take("?:") {
            throw PatternError(sentence: "The regular expression has a group of an unknown kind.")
        }
        guard self.depth < Self.groupDepthMax else {
            throw PatternError(sentence: "The groups of the regular expression are nested too deeply.")
        }
        self.depth += 1
        let tree = try self.parseAlternatives()
        self.depth -= 1
        guard self.take(")") else {
            throw PatternError(sentence: "The regular expression has a group that nothing closes.")
        }
        return tree
    }

    private mutating func parseQuantifier(of atom: PatternTree) throws(PatternError) -> PatternTree {
        let range: (min: Int, max: Int?)
        switch self.current {
        case "*": range = (0, nil)
        case "+": range = (1, nil)
        case "?": range = (0, 1)
        case "{":
            range = try self.parseCounts()
        default: return atom
        }
        self.position += 1
        // Whether it takes as little or as much as it can makes no difference to whether it is found.
        _ = self.take("?")
        return .repeated(atom, min: range.min, max: range.max)
    }

    /// Reads `{n}`, `{n,}` or `{n,m}` up to the closing brace, which stays.
    private mutating func parseCounts() throws(PatternError) -> (min: Int, max: Int?) {
        self.position += 1
        guard let min = self.parseNumber() else { throw Self.badCounts }
        var max: Int? = min
        if self.take(",") { max = self.parseNumber() }
        guard self.current == "}", max.map({ $0 >= min }) ?? true else { throw Self.badCounts }
        return (min, max)
    }

    private static let badCounts = PatternError(sentence: "The regular expression has a wrong {n,m}.")

    private mutating func parseNumber() -> Int? {
        var value: Int?
        while let scalar = self.current, ("0"..."9").contains(scalar) {
            value = min((value ?? 0) * 10 + Int(scalar.value - 48), Self.repetitionCountMax)
            self.position += 1
        }
        return value
    }

    private mutating func parseEscape() throws(PatternError) -> PatternTree {
        if let scalar = self.current, ("1"..."9").contains(scalar) || scalar == "k" {
            throw PatternError(sentence: "Regular expressions with backreferences are not supported.")
        }
        switch try self.parseEscaped() {
        case .scalar(let value): return .scalar(value)
        case .set(let set): return .set(set)
        }
    }
}

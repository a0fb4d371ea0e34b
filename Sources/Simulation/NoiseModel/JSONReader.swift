import RuntimeModel

/// Reads JSON text (RFC 8259) that may be megabytes of numbers.
///
/// Bounded in depth; the values take at most some fifty times the text's bytes. Of a repeated key the last counts.
struct JSONReader {
    private let bytes: [UInt8]
    private let depthMax: Int
    private var position = 0
    private var depth = 0

    /// The value of a text, with nothing after it.
    static func value(of bytes: [UInt8], depthMax: Int) throws(NoiseModelError) -> JSONValue {
        var reader = JSONReader(bytes: bytes, depthMax: depthMax)
        let value = try reader.value()
        reader.skipSpace()
        guard reader.position == bytes.count else { throw reader.failure }
        return value
    }

    private init(bytes: [UInt8], depthMax: Int) {
        self.bytes = bytes
        self.depthMax = depthMax
    }

    private var failure: NoiseModelError { NoiseModelError(.notJSON, path: "byte \(self.position)") }

    private var next: UInt8? { self.position < self.bytes.count ? self.bytes[self.position] : nil }

    private mutating func skipSpace() {
        while let byte = self.next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            self.position += 1
        }
    }

    /// Goes past a byte if it comes next, after space.
    private mutating func skip(_ byte: Unicode.Scalar) -> Bool {
        self.skipSpace()
        guard self.next == UInt8(ascii: byte) else { return false }
        self.position += 1
        return true
    }

    private mutating func value() throws(NoiseModelError) -> JSONValue {
        self.skipSpace()
        switch self.next {
        case UInt8(ascii: "{"):
            return try self.nested { reader throws(NoiseModelError) in try reader.object() }
        case UInt8(ascii: "["):
            return try self.nested { reader throws(NoiseModelError) in try reader.array() }
        case UInt8(ascii: "\""): return .string(try self.string())
        case UInt8(ascii: "t"): return try self.word("true", .bool(true))
        case UInt8(ascii: "f"): return try self.word("false", .bool(false))
        case UInt8(ascii: "n"): return try self.word("null", .null)
        default: return try self.number()
        }
    }

    private mutating func nested(
        _ body: (inout JSONReader) throws(NoiseModelError) -> JSONValue
    ) throws(NoiseModelError) -> JSONValue {
        self.position += 1
        self.depth += 1
        guard self.depth <= self.depthMax else { throw NoiseModelError(.tooDeep) }
        let value = try body(&self)
        self.depth -= 1
        return value
    }

    private mutating func object() throws(NoiseModelError) -> JSONValue {
        var members: [String: JSONValue] = [:]
        if self.skip("}") { return .object(members) }
        repeat {
            self.skipSpace()
            let key = try self.string()
            guard self.skip(":") else { throw self.failure }
            members[key] = try self.value()
        } while self.skip(",")
        guard self.skip("}") else { throw self.failure }
        return .object(members)
    }

    private mutating func array() throws(NoiseModelError) -> JSONValue {
        var elements: [JSONValue] = []
        if self.skip("]") { return .array(elements) }
        repeat { elements.append(try self.value()) } while self.skip(",")
        guard self.skip("]") else { throw self.failure }
        return .array(elements)
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(NoiseModelError) -> JSONValue {
        let end = self.position + word.utf8.count
        guard end <= self.bytes.count, self.bytes[self.position..<end].elementsEqual(word.utf8) else {
            throw self.failure
        }
        self.position = end
        return value
    }

    private mutating func number() throws(NoiseModelError) -> JSONValue {
        let start = self.position
        var isWhole = true
        loop: while let byte = self.next {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): break
            case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "+"): isWhole = false
            default: break loop
            }
            self.position += 1
        }
        let text = String(decoding: self.bytes[start..<self.position], as: UTF8.self)
        if isWhole, let integer = Int64(text) { return .integer(integer) }
        guard let first = text.utf8.first, first != UInt8(ascii: "+"), let number = Double(text) else {
            self.position = start
            throw self.failure
        }
        return .number(number)
    }

    private mutating func string() throws(NoiseModelError) -> String {
        guard self.next == UInt8(ascii: "\"") else { throw self.failure }
        self.position += 1
        var content: [UInt8] = []
        while let byte = self.next, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw self.failure }
            self.position += 1
            if byte == UInt8(ascii: "\\") {
                content.append(contentsOf: String(try self.escaped()).utf8)
            } else {
                content.append(byte)
            }
        }
        guard self.next != nil, let text = String(validating: content, as: UTF8.self) else {
            throw self.failure
        }
        self.position += 1
        return text
    }

    private mutating func escaped() throws(NoiseModelError) -> Unicode.Scalar {
        guard let byte = self.next else { throw self.failure }
        self.position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try self.codePoint()
        default: throw self.failure
        }
    }

    /// The scalar of `\uXXXX`, or of two that are a surrogate pair.
    private mutating func codePoint() throws(NoiseModelError) -> Unicode.Scalar {
        let first = try self.hexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        let end = self.position + 2
        guard end <= self.bytes.count, self.bytes[self.position..<end].elementsEqual("\\u".utf8) else {
            throw self.failure
        }
        self.position = end
        let second = try self.hexadecimal()
        guard (0xD800..<0xDC00).contains(first), (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw self.failure }
        return scalar
    }

    private mutating func hexadecimal() throws(NoiseModelError) -> UInt32 {
        let end = self.position + 4
        guard end <= self.bytes.count else { throw self.failure }
        var value: UInt32 = 0
        for byte in self.bytes[self.position..<end] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw self.failure }
            value = value << 4 | UInt32(digit)
        }
        self.position = end
        return value
    }
}

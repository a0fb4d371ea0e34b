/// What stands in the header of an `.npy` file: literals of Python, as far as NumPy writes them.
enum PythonLiteral: Hashable, Sendable {
    case text(String)
    case number(Int)
    case truth(Bool)
    /// A list or a tuple.
    case list([PythonLiteral])
    case dictionary([String: PythonLiteral])

    /// Reads one literal and ignores what follows.
    struct Reader {
        private let bytes: [UInt8]
        private var position = 0
        private var depth = 0
        /// Most brackets within each other: types within types.
        private static let depthMax = 16

        init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

        /// - Returns: `nil` for anything that is no literal.
        mutating func read() -> PythonLiteral? {
            self.skipSpace()
            guard let byte = self.current else { return nil }
            switch byte {
            case UInt8(ascii: "'"), UInt8(ascii: "\""): return self.readText(to: byte).map { .text($0) }
            case UInt8(ascii: "("): return self.readList(to: UInt8(ascii: ")")).map { .list($0) }
            case UInt8(ascii: "["): return self.readList(to: UInt8(ascii: "]")).map { .list($0) }
            case UInt8(ascii: "{"): return self.readDictionary()
            case UInt8(ascii: "T"): return self.take("True") ? .truth(true) : nil
            case UInt8(ascii: "F"): return self.take("False") ? .truth(false) : nil
            default: return self.readNumber().map { .number($0) }
            }
        }

        private var current: UInt8? { self.position < self.bytes.count ? self.bytes[self.position] : nil }

        private mutating func skipSpace() {
            while self.current == UInt8(ascii: " ") || self.current == UInt8(ascii: "\n") {
                self.position += 1
            }
        }

        private mutating func take(_ word: String) -> Bool {
            guard self.bytes[self.position...].starts(with: word.utf8) else { return false }
            self.position += word.utf8.count
            return true
        }

        private mutating func readText(to quote: UInt8) -> String? {
            self.position += 1
            guard let end = self.bytes[self.position...].firstIndex(of: quote) else { return nil }
            let text = String(validating: self.bytes[self.position..<end], as: UTF8.self)
            self.position = end + 1
            // Escapes only occur in names of fields, which nobody asks for.
            return text
        }

        private mutating func readNumber() -> Int? {
            let start = self.position
            while let byte = self.current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
                self.position += 1
            }
            let value = Int(String(decoding: self.bytes[start..<self.position], as: UTF8.self))
            // How Python 2 wrote long numbers.
            if self.current == UInt8(ascii: "L") { self.position += 1 }
            return value
        }

        private mutating func readList(to closing: UInt8) -> [PythonLiteral]? {
            guard self.depth < Self.depthMax else { return nil }
            self.depth += 1
            defer { self.depth -= 1 }
            self.position += 1
            var items: [PythonLiteral] = []
            while true {
                self.skipSpace()
                if self.current == closing {
                    self.position += 1
                    return items
                }
                guard let item = self.read() else { return nil }
                items.append(item)
                self.skipSpace()
                if self.current == UInt8(ascii: ",") {
                    self.position += 1
                } else if self.current != closing {
                    return nil
                }
            }
        }

        private mutating func readDictionary() -> PythonLiteral? {
            guard self.depth < Self.depthMax else { return nil }
            self.depth += 1
            defer { self.depth -= 1 }
            self.position += 1
            var members: [String: PythonLiteral] = [:]
            while true {
                self.skipSpace()
                if self.current == UInt8(ascii: "}") {
                    self.position += 1
                    return .dictionary(members)
                }
                guard case .text(let name) = self.read() else { return nil }
                self.skipSpace()
                guard self.take(":"), let value = self.read() else { return nil }
                members[name] = value
                self.skipSpace()
                if self.current == UInt8(ascii: ",") {
                    self.position += 1
                } else if self.current != UInt8(ascii: "}") {
                    return nil
                }
            }
        }
    }
}

extension JSONDocument {
    /// Reads untrusted bytes as one JSON text (RFC 8259), strictly: names of members are not repeated, halves of
    /// surrogate pairs are refused, and so is anything that is not in the grammar.
    ///
    /// Time and memory are proportional to the length; the stack is not used.
    package init(
        _ bytes: [UInt8], limits: JSONLimits = JSONLimits()
    ) throws(JSONFailure) {
        guard bytes.count <= min(limits.byteCountMax, Int(UInt32.max)) else {
            throw JSONFailure(.tooLong, at: limits.byteCountMax)
        }
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            throw JSONFailure(.notUTF8, at: error.byteOffsets.lowerBound)
        }
        var reader = JSONReader(bytes: bytes, limits: limits)
        try reader.read()
        self.init(bytes: bytes, nodes: reader.nodes)
    }
}

/// Reads one text from its first byte to its last.
private struct JSONReader {
    let bytes: [UInt8]
    let limits: JSONLimits
    var nodes: [JSONDocument.Node] = []
    private var position = 0
    /// The arrays and objects that are not closed yet.
    private var open: [Int] = []

    init(bytes: [UInt8], limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
        self.nodes.reserveCapacity(min(bytes.count / 8 + 1, limits.valueCountMax))
    }

    mutating func read() throws(JSONFailure) {
        self.skipSpace()
        try self.readValue()
        while let container = self.open.last {
            self.skipSpace()
            let isObject = self.nodes[container].kind == .object
            let closing = isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
            let isFirst = self.nodes[container].count == 0
            if self.current == closing {
                self.position += 1
                try self.close(container)
                continue
            }
            if !isFirst {
                try self.take(UInt8(ascii: ","))
                self.skipSpace()
            }
            self.nodes[container].count += 1
            if isObject {
                guard self.current == UInt8(ascii: "\"") else { throw self.failure(.notJSON) }
                try self.readString()
                self.skipSpace()
                try self.take(UInt8(ascii: ":"))
                self.skipSpace()
            }
            try self.readValue()
        }
        self.skipSpace()
        guard self.position == self.bytes.count else { throw self.failure(.notJSON) }
    }

    private var current: UInt8? {
        self.position < self.bytes.count ? self.bytes[self.position] : nil
    }

    private func failure(_ reason: JSONFailure.Reason) -> JSONFailure {
        JSONFailure(reason, at: self.position)
    }

    private mutating func skipSpace() {
        while let byte = self.current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            self.position += 1
        }
    }

    private mutating func take(_ byte: UInt8) throws(JSONFailure) {
        guard self.current == byte else { throw self.failure(.notJSON) }
        self.position += 1
    }

    private mutating func append(
        _ kind: JSONDocument.Kind, flag: Bool = false, from start: Int, to end: Int
    ) throws(JSONFailure) {
        guard self.nodes.count < self.limits.valueCountMax else { throw self.failure(.tooMany) }
        self.nodes.append(
            JSONDocument.Node(
                kind: kind, flag: flag, start: UInt32(start), end: UInt32(end),
                next: UInt32(self.nodes.count + 1), count: 0))
    }

    private mutating func readValue() throws(JSONFailure) {
        guard let byte = self.current else { throw self.failure(.notJSON) }
        switch byte {
        case UInt8(ascii: "\""): try self.readString()
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard self.open.count < self.limits.nestingCountMax else { throw self.failure(.tooDeep) }
            self.open.append(self.nodes.count)
            try self.append(
                byte == UInt8(ascii: "{") ? .object : .array, from: self.position, to: self.position)
            self.position += 1
        case UInt8(ascii: "t"): try self.readWord("true", .boolean, flag: true)
        case UInt8(ascii: "f"): try self.readWord("false", .boolean)
        case UInt8(ascii: "n"): try self.readWord("null", .null)
        default: try self.readNumber()
        }
    }

    private mutating func close(_ container: Int) throws(JSONFailure) {
        self.open.removeLast()
        self.nodes[container].end = UInt32(self.position)
        self.nodes[container].next = UInt32(self.nodes.count)
        if self.nodes[container].kind == .object, self.nodes[container].count > 1 {
            try self.checkNames(of: container)
        }
    }

    /// Looks for repeated names: pair by pair in a small object, by a set in a large one.
    private func checkNames(of container: Int) throws(JSONFailure) {
        let document = JSONDocument(bytes: self.bytes, nodes: self.nodes)
        let names = Array(document.names(container))
        if names.count <= 8 {
            for (place, name) in names.enumerated() {
                let text = document.text(name)
                for earlier in names[..<place] where document.isText(earlier, text) {
                    throw JSONFailure(.repeatedName, at: Int(self.nodes[name].start))
                }
            }
            return
        }
        var seen: Set<[UInt8]> = []
        seen.reserveCapacity(names.count)
        for name in names where !seen.insert(document.text(name)).inserted {
            throw JSONFailure(.repeatedName, at: Int(self.nodes[name].start))
        }
    }

    private mutating func readWord(
        _ word: StaticString, _ kind: JSONDocument.Kind, flag: Bool = false
    ) throws(JSONFailure) {
        let end = self.position + word.utf8CodeUnitCount
        guard end <= self.bytes.count,
            self.bytes[self.position..<end].elementsEqual(word.description.utf8)
        else { throw self.failure(.notJSON) }
        try self.append(kind, flag: flag, from: self.position, to: end)
        self.position = end
    }

    private mutating func readString() throws(JSONFailure) {
        self.position += 1
        let start = self.position
        var hasEscapes = false
        while let byte = self.current {
            if byte == UInt8(ascii: "\"") {
                try self.append(.string, flag: hasEscapes, from: start, to: self.position)
                self.position += 1
                return
            }
            guard byte >= 0x20 else { throw self.failure(.notJSON) }
            if byte == UInt8(ascii: "\\") {
                guard let (_, length) = JSONEscapes.scalar(in: self.bytes[...], at: self.position) else {
                    throw self.failure(.notJSON)
                }
                hasEscapes = true
                self.position += length
            } else {
                self.position += 1
            }
        }
        throw self.failure(.notJSON)
    }

    private mutating func readNumber() throws(JSONFailure) {
        let start = self.position
        var hasFraction = false
        if self.current == UInt8(ascii: "-") { self.position += 1 }
        if self.current == UInt8(ascii: "0") { self.position += 1 } else { try self.readDigits() }
        if self.current == UInt8(ascii: ".") {
            hasFraction = true
            self.position += 1
            try self.readDigits()
        }
        if self.current == UInt8(ascii: "e") || self.current == UInt8(ascii: "E") {
            hasFraction = true
            self.position += 1
            if self.current == UInt8(ascii: "+") || self.current == UInt8(ascii: "-") { self.position += 1 }
            try self.readDigits()
        }
        guard self.position - start <= self.limits.numberByteCountMax else {
            throw JSONFailure(.numberTooLong, at: start)
        }
        try self.append(.number, flag: hasFraction, from: start, to: self.position)
    }

    private mutating func readDigits() throws(JSONFailure) {
        let start = self.position
        while let byte = self.current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            self.position += 1
        }
        guard self.position > start else { throw self.failure(.notJSON) }
    }
}

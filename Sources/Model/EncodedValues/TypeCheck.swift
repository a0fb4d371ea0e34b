import JSONSchema

/// What one schema asks of a wrapped value.
struct TypeCheck: KeywordCheck {
    let type: EncodedType
    /// Least and most of what is counted.
    var counts: [(rule: TypeRule, limit: Int)] = []
    /// Length of each axis, `nil` for any.
    var shape: [Int?]?
    var elementTypes: [String]?
    var classNames: [String]?
    /// The keyword's value as it is written, if it has rules that need the value itself.
    var deepRules: [UInt8]?
    /// Whom these are asked of; nobody where values are not decoded.
    let deepCheck: DeepCheck?

    init(type: EncodedType, deepCheck: DeepCheck? = nil) {
        self.type = type
        self.deepCheck = deepCheck
    }

    /// Takes a rule up.
    ///
    /// - Returns: what is wrong with it.
    mutating func add(_ rule: TypeRule, _ value: JSONReference) -> String? {
        switch rule {
        case .minNumQubits, .maxNumQubits, .minNumClbits, .maxNumClbits, .minNumInstructions,
            .maxNumInstructions, .ndim, .maxSize:
            guard let limit = value.integer, limit >= 0 else {
                return "The rule \(rule.rawValue) must be a whole number that is not negative."
            }
            self.counts.append((rule, limit))
        case .minNumParameters, .maxNumParameters, .maxDepth:
            guard let limit = value.integer, limit >= 0 else {
                return "The rule \(rule.rawValue) must be a whole number that is not negative."
            }
        case .minimum, .maximum:
            guard value.kind == .number else { return "The rule \(rule.rawValue) must be a number." }
        case .finite:
            guard value.boolean != nil else { return "The rule finite must be true or false." }
        case .shape:
            guard let axes = value.items,
                axes.allSatisfy({ $0.kind == .null || $0.integer.map { $0 >= 0 } ?? false })
            else { return "The rule shape must be a list of lengths, or null for any length." }
            self.shape = axes.map(\.integer)
        case .dtype:
            guard let names = Self.names(value) else {
                return "The rule dtype must be the name of an element type, or a list of names."
            }
            self.elementTypes = names
        case .className:
            guard let names = Self.names(value) else {
                return "The rule class must be the name of a class, or a list of names."
            }
            self.classNames = names
        }
        return nil
    }

    private static func names(_ value: JSONReference) -> [String]? {
        if let name = value.string { return [name] }
        guard let items = value.items, !items.isEmpty else { return nil }
        let names = items.compactMap(\.string)
        return names.count == items.count ? names : nil
    }

    func problem(with value: JSONReference) -> String? {
        if let sentence = self.problem(withHeadOf: value) { return sentence }
        guard let deepRules, let deepCheck else { return nil }
        return deepCheck(value.written, deepRules)
    }

    /// A single number that JSON has no form for travels as the array that holds it, with this beside it.
    private static let scalarKey = "__scalar__"

    private func problem(withHeadOf value: JSONReference) -> String? {
        guard let wrapper = value["__type__"]?.string, self.type.wrappers.contains(wrapper),
            let content = value["__value__"], self.isRightContent(content)
        else { return "It must be an encoded value of type \(self.type.rawValue)." }
        if self.type == .ndarray, value[Self.scalarKey] != nil {
            return "It must be an ndarray, and is a single number."
        }
        do {
            switch self.type {
            case .complex: return Self.isComplex(content) ? nil : "It must be two numbers: real, imaginary."
            case .datetime:
                return Self.isDate(content) ? nil : "It must be a date, or a date and time, of ISO 8601."
            case .circuit: return try self.problem(withCircuit: content)
            case .ndarray: return try self.problem(withArray: content)
            case .object: return self.problem(withObject: value)
            case .set, .sparseMatrix, .instruction, .parameter, .parameterExpression, .result, .noiseModel,
                .jsonText, .observablesArray, .bindingsArray, .bitArray, .dataBin, .pubResult,
                .primitiveResult:
                return nil
            }
        } catch {
            switch error {
            case .damaged, .ended: return "Its encoded bytes are not those of a \(self.type.rawValue)."
            case .beyondLimit: return "Its header is longer than is read."
            }
        }
    }

    private func isRightContent(_ content: JSONReference) -> Bool {
        switch self.type.content {
        case .text: content.kind == .string
        case .list: content.kind == .array
        case .members: content.kind == .object
        case .textOrList: content.kind == .string || content.kind == .array
        }
    }

    private static func isComplex(_ content: JSONReference) -> Bool {
        content.count == 2 && content.items?.allSatisfy { $0.kind == .number } ?? false
    }

    /// `YYYY-MM-DD`, alone or with a time behind it. Which times there are is the decoder's knowledge.
    private static func isDate(_ content: JSONReference) -> Bool {
        guard let text = content.text, text.count >= 10, text.count <= 40 else { return false }
        let isDate = text.prefix(10).enumerated().allSatisfy { place, byte in
            place == 4 || place == 7 ? byte == UInt8(ascii: "-") : Self.isDigit(byte)
        }
        guard isDate, text.count > 10 else { return isDate }
        let rest = text.dropFirst(11)
        return (text[10] == UInt8(ascii: "T") || text[10] == UInt8(ascii: " ")) && rest.count >= 2
            && rest.allSatisfy { Self.isDigit($0) || ":.+-Z".utf8.contains($0) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private func problem(withCircuit content: JSONReference) throws(PayloadHead.Failure) -> String? {
        let head = try PayloadHead(base64: content.plainText ?? [], isCompressed: true)
        // A version that is newer than this reader is the decoder's affair.
        guard let header = try CircuitHeader(head) else { return nil }
        for (rule, limit) in self.counts {
            let (count, things) =
                switch rule {
                case .minNumQubits, .maxNumQubits: (UInt64(header.qubitCount), "qubits")
                case .minNumClbits, .maxNumClbits: (UInt64(header.clbitCount), "classical bits")
                case .minNumInstructions, .maxNumInstructions, .shape, .dtype, .ndim, .maxSize, .className,
                    .minNumParameters, .maxNumParameters, .maxDepth, .minimum, .maximum, .finite:
                    (header.instructionCount, "instructions")
                }
            let isLeast = rule == .minNumQubits || rule == .minNumClbits || rule == .minNumInstructions
            if isLeast, count < UInt64(limit) {
                return "The circuit must have at least \(limit) \(things), and has \(count)."
            }
            if !isLeast, count > UInt64(limit) {
                return "The circuit may have at most \(limit) \(things), and has \(count)."
            }
        }
        return nil
    }

    private func problem(withArray content: JSONReference) throws(PayloadHead.Failure) -> String? {
        let elementType: String
        let shape: [Int]
        if let text = content.plainText {
            let header = try ArrayHeader(try PayloadHead(base64: text, isCompressed: true))
            (elementType, shape) = (header.elementType, header.shape)
        } else {
            // Arrays of objects travel as nested lists.
            (elementType, shape) = ("object", Self.shape(of: content))
        }
        if let wanted = self.elementTypes, !wanted.contains(elementType) {
            return "The array must be of \(wanted.joined(separator: " or ")), and is of \(elementType)."
        }
        if let wanted = self.shape {
            let fits = wanted.count == shape.count && zip(wanted, shape).allSatisfy { $0 == nil || $0 == $1 }
            guard fits else {
                let lengths = wanted.map { $0.map(String.init) ?? "any" }.joined(separator: ", ")
                return "The array must have the shape (\(lengths)), and has \(shape.count) axes: "
                    + "(\(shape.prefix(8).map(String.init).joined(separator: ", ")))."
            }
        }
        for (rule, limit) in self.counts {
            if rule == .ndim, shape.count != limit {
                return "The array must have \(limit) axes, and has \(shape.count)."
            }
            if rule == .maxSize, Self.isLarger(shape, than: limit) {
                return "The array may have at most \(limit) elements."
            }
        }
        return nil
    }

    /// The lengths of nested lists, along their first items.
    private static func shape(of content: JSONReference) -> [Int] {
        var shape: [Int] = []
        var level = content
        while level.kind == .array {
            shape.append(level.count)
            guard let first = level.items?.first else { break }
            level = first
        }
        return shape
    }

    private static func isLarger(_ shape: [Int], than limit: Int) -> Bool {
        if shape.contains(0) { return false }
        var size = 1
        for length in shape {
            let (product, isTooLarge) = size.multipliedReportingOverflow(by: length)
            if isTooLarge || product > limit { return true }
            size = product
        }
        return size > limit
    }

    private func problem(withObject value: JSONReference) -> String? {
        guard let wanted = self.classNames else { return nil }
        guard let name = value["__class__"]?.string, wanted.contains(name) else {
            return "It must be an object of class \(wanted.joined(separator: " or "))."
        }
        return nil
    }
}

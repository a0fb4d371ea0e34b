// Keywords that look at one value and at no other schema.

extension SchemaValidation {
    /// What is wrong with a value, as one sentence; `nil` when it holds, and for every value of another type.
    mutating func problem(_ check: SchemaRule.Check, _ value: Int) throws(Stop) -> String? {
        let kind = self.document.kind(value)
        switch check {
        case .types(let types):
            return self.isOne(of: types, value, kind) ? nil : "It must be of type \(types.description)."
        case .constant(let wanted):
            try self.spend(self.size(of: value))
            return self.document.isEqual(value, to: wanted.document, wanted.index)
                ? nil : "It must be the one value \(self.shown([wanted]) ?? "that is given")."
        case .enumeration(let values):
            try self.spend(self.size(of: value))
            for candidate in values.byHash[self.document.hash(value)] ?? [] {
                let wanted = values.values[candidate]
                if self.document.isEqual(value, to: wanted.document, wanted.index) { return nil }
            }
            return "It must be one of the values \(self.shown(values.values) ?? "that are given")."
        case .multiple(let significand, let exponent, let divisor):
            guard kind == .number else { return nil }
            try self.spend(1 + self.document.written(value).count / 8)
            return self.document.number(value).isMultiple(of: significand, exponent: exponent)
                ? nil
                : "It \(self.beginning(with: value))must be a multiple of "
                    + "\(self.shown([divisor]) ?? "the number that is given")."
        case .bound(let limit, let bound, let written):
            guard kind == .number, !Self.holds(self.document.number(value), limit, bound) else { return nil }
            return self.problem(value, bound, self.shown([written]))
        case .count(let counted, let limit, let isMaximum):
            return try self.problem(counted, limit, isMaximum, value, kind)
        case .pattern(let pattern, let written):
            guard kind == .string else { return nil }
            let text = self.document.text(value)
            guard try !self.isFound(pattern, in: text) else { return nil }
            guard self.isTelling, let wanted = written.string else {
                return "It must match the regular expression."
            }
            return "It must match the regular expression \(SchemaCompiler.quoted(wanted))."
        case .format(let format):
            guard kind == .string else { return nil }
            let text = self.document.text(value)
            guard text.count <= SchemaFormat.byteCountMax else { return "It is too long for its format." }
            try self.spend(1 + text.count / 8)
            return format.fits(text) ? nil : "It must have the format \(format.rawValue)."
        case .extended(let keyword):
            try self.spend(16)
            return keyword.problem(with: JSONReference(document: self.document, index: value))
        case .uniqueItems: return try self.repeatedItem(of: value, kind)
        case .required(let names):
            return try self.missing(names, of: value, kind).map { "It lacks \($0)." }
        case .dependentRequired(let dependencies):
            return try self.missing(dependencies, of: value, kind)
        case .reference, .recursiveReference, .dynamicReference, .allOf, .anyOf, .oneOf, .not, .conditional,
            .dependentSchemas, .propertyNames, .members, .items, .contains, .unevaluatedItems,
            .unevaluatedProperties:
            preconditionFailure("The caller handles keywords with schemas.")
        }
    }

    mutating func isFound(_ pattern: Pattern, in text: [UInt8]) throws(Stop) -> Bool {
        var workCount = 0
        let limit = self.remainingWorkCount
        let isFound = try pattern.isFound(in: text) { count throws(Stop) in
            workCount += count
            if workCount > limit { throw Stop.steps }
        }
        try self.spend(1 + workCount / Self.workPerStep)
        return isFound
    }

    /// States of a regular expression that make one step.
    private static let workPerStep = 16

    private var remainingWorkCount: Int { self.remainingStepCount * Self.workPerStep }

    /// What it takes to look at all of a value, in steps.
    private func size(of value: Int) -> Int {
        1 + self.document.next(value) - value + self.document.written(value).count / 64
    }

    private func isOne(of types: TypeSet, _ value: Int, _ kind: JSONDocument.Kind) -> Bool {
        if types.contains(TypeSet(kind)) { return true }
        guard kind == .number, types.contains(.integer) else { return false }
        return self.document.isPlainInteger(value) || self.document.number(value).isInteger
    }

    private static func holds(
        _ number: JSONNumber, _ limit: JSONNumber, _ bound: SchemaRule.Bound
    ) -> Bool {
        switch bound {
        case .maximum: !(limit < number)
        case .exclusiveMaximum: number < limit
        case .minimum: !(number < limit)
        case .exclusiveMinimum: limit < number
        }
    }

    private func problem(_ value: Int, _ bound: SchemaRule.Bound, _ limit: String?) -> String {
        let number = self.shownNumber(value)
        let beyond = limit.map { " of \($0)." } ?? "."
        return switch bound {
        case .maximum: "It is \(number.map { "\($0), " } ?? "")above the maximum" + beyond
        case .minimum: "It is \(number.map { "\($0), " } ?? "")below the minimum" + beyond
        case .exclusiveMaximum: "It \(self.beginning(with: value))must be below the maximum" + beyond
        case .exclusiveMinimum: "It \(self.beginning(with: value))must be above the minimum" + beyond
        }
    }

    // MARK: - What is quoted

    /// Longest list of values of a schema, and longest number of a document, that a sentence quotes.
    private static let shownByteCountMax = (schema: 96, number: 24)

    /// Values of a schema as they are written there; `nil` when that would be long, when they are no scalars, and when
    /// nobody is to be told: then nothing is spent on it.
    private func shown(_ values: [JSONReference]) -> String? {
        guard self.isTelling else { return nil }
        var text = ""
        for value in values {
            let written = value.written
            guard value.kind != .array, value.kind != .object,
                text.utf8.count + written.count <= Self.shownByteCountMax.schema
            else { return nil }
            text += (text.isEmpty ? "" : ", ") + String(decoding: written, as: UTF8.self)
        }
        return text.isEmpty ? nil : text
    }

    /// The number at hand, the only kind of value that is quoted: others may be long, or nobody else's business.
    private func shownNumber(_ value: Int) -> String? {
        let written = self.document.written(value)
        guard self.isTelling, written.count <= Self.shownByteCountMax.number else { return nil }
        return String(decoding: written, as: UTF8.self)
    }

    private func beginning(with value: Int) -> String {
        self.shownNumber(value).map { "is \($0) and " } ?? ""
    }

    private mutating func problem(
        _ counted: SchemaRule.Counted, _ limit: Int, _ isMaximum: Bool, _ value: Int,
        _ kind: JSONDocument.Kind
    ) throws(Stop) -> String? {
        let count: Int
        let things: String
        switch counted {
        case .characters:
            guard kind == .string else { return nil }
            try self.spend(1 + self.document.written(value).count / 64)
            // A character is counted by its first byte.
            count = self.document.text(value).count { $0 & 0xC0 != 0x80 }
            things = "characters"
        case .items:
            guard kind == .array else { return nil }
            count = self.document.count(value)
            things = "items"
        case .members:
            guard kind == .object else { return nil }
            count = self.document.count(value)
            things = "members"
        }
        if isMaximum { return count > limit ? "It has more than \(limit) \(things): \(count)." : nil }
        return count < limit ? "It has fewer than \(limit) \(things): \(count)." : nil
    }

    private mutating func repeatedItem(of value: Int, _ kind: JSONDocument.Kind) throws(Stop) -> String? {
        guard kind == .array, self.document.count(value) > 1 else { return nil }
        try self.spend(self.size(of: value))
        var seen: [Int: [Int]] = [:]
        for item in self.document.items(value) {
            let hash = self.document.hash(item)
            for other in seen[hash] ?? []
            where self.document.isEqual(item, to: self.document, other) {
                return "Its items must be different."
            }
            seen[hash, default: []].append(item)
        }
        return nil
    }

    /// Names that an object lacks, quoted, the first few of them.
    private mutating func missing(
        _ names: [[UInt8]], of value: Int, _ kind: JSONDocument.Kind
    ) throws(Stop) -> String? {
        guard kind == .object else { return nil }
        var missing: [String] = []
        for name in names where missing.count < Self.missingNameCountMax {
            try self.spend(1 + self.document.count(value) / 8)
            guard self.document.member(name, of: value) == nil else { continue }
            missing.append(SchemaCompiler.quoted(String(decoding: name, as: UTF8.self)))
        }
        return missing.isEmpty ? nil : missing.joined(separator: ", ")
    }

    /// Most missing members that are named in one sentence.
    private static let missingNameCountMax = 8

    private mutating func missing(
        _ dependencies: [(name: [UInt8], required: [[UInt8]])], of value: Int, _ kind: JSONDocument.Kind
    ) throws(Stop) -> String? {
        guard kind == .object else { return nil }
        for (name, required) in dependencies {
            try self.spend(1 + self.document.count(value) / 8)
            guard self.document.member(name, of: value) != nil,
                let missing = try self.missing(required, of: value, kind)
            else { continue }
            let given = SchemaCompiler.quoted(String(decoding: name, as: UTF8.self))
            return "It has \(given) and lacks \(missing)."
        }
        return nil
    }
}

/// One schema after compilation.
struct SchemaNode: Sendable {
    /// The answer of the schemas `true` and `false`.
    var answer: Bool?
    /// Where it stands: its document's index, and its own in there.
    var document: Int
    var place: Int
    /// The resource that it belongs to.
    var resource: Int
    /// What it asks, in the order of the table of keywords.
    var rules: [SchemaRule] = []
}

/// One keyword, or several that work together, of one schema.
struct SchemaRule: Sendable {
    /// The keyword that is named when it does not fit.
    var keyword: String
    var check: Check

    /// Schemas are named by their index in ``Schema/nodes``.
    enum Check: Sendable {
        case types(TypeSet)
        case constant(JSONReference)
        case enumeration(SchemaEnumeration)
        case multiple(significand: UInt64, exponent: Int)
        case bound(JSONNumber, Bound)
        case count(of: Counted, limit: Int, isMaximum: Bool)
        case pattern(Pattern)
        case uniqueItems
        case required([[UInt8]])
        case dependentRequired([(name: [UInt8], required: [[UInt8]])])
        case format(SchemaFormat)
        case reference(Int)
        case recursiveReference(Int)
        case dynamicReference(Int, anchor: String)
        case allOf([Int])
        case anyOf([Int])
        case oneOf([Int])
        case not(Int)
        case conditional(condition: Int, then: Int?, otherwise: Int?)
        case dependentSchemas([(name: [UInt8], schema: Int)])
        case propertyNames(Int)
        case members(MemberSchemas)
        case items(first: [Int], rest: Int?)
        case contains(Int, min: Int, max: Int, covers: Bool)
        case unevaluatedItems(Int)
        case unevaluatedProperties(Int)
        case extended(any KeywordCheck)
    }

    /// How a number is held against a limit.
    enum Bound: Sendable { case maximum, exclusiveMaximum, minimum, exclusiveMinimum }

    /// What is counted.
    enum Counted: Sendable { case characters, items, members }
}

/// The schemas of an object's members.
struct MemberSchemas: Sendable {
    var byName: [[UInt8]: Int] = [:]
    var byPattern: [(pattern: Pattern, schema: Int)] = []
    /// For those that neither of the others names.
    var additional: Int?
}

/// The values of `enum`, found by their hashes.
struct SchemaEnumeration: Sendable {
    let values: [JSONReference]
    let byHash: [Int: [Int]]

    init(values: [JSONReference]) {
        self.values = values
        self.byHash = Dictionary(grouping: values.indices) { values[$0].document.hash(values[$0].index) }
    }
}

/// The types that a value may have.
struct TypeSet: OptionSet, Sendable {
    let rawValue: UInt8

    static let names: [(name: String, type: TypeSet)] = [
        ("null", TypeSet(rawValue: 1)), ("boolean", TypeSet(rawValue: 2)), ("number", .number),
        ("integer", .integer), ("string", TypeSet(rawValue: 16)), ("array", TypeSet(rawValue: 32)),
        ("object", TypeSet(rawValue: 64)),
    ]
    static let number = TypeSet(rawValue: 4)
    static let integer = TypeSet(rawValue: 8)

    /// The type of a value, numbers aside.
    init(_ kind: JSONDocument.Kind) {
        switch kind {
        case .null: self.init(rawValue: 1)
        case .boolean: self.init(rawValue: 2)
        case .number: self = .number
        case .string: self.init(rawValue: 16)
        case .array: self.init(rawValue: 32)
        case .object: self.init(rawValue: 64)
        }
    }

    init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The type of that name.
    init?(name: String) {
        guard let found = Self.names.first(where: { $0.name == name }) else { return nil }
        self = found.type
    }

    /// The names, to end a sentence.
    var description: String {
        Self.names.filter { self.contains($0.type) }.map(\.name).joined(separator: " or ")
    }
}

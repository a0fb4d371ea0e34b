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

package import RuntimeModel

/// What a program's JSON schemas say, in lines for people: an item for each property, as `print(program)` of the Python
/// client has them.
package enum SchemaText {
    /// Alternatives of alternatives and items of items are not told beyond so many.
    private static let depthMax = 4
    /// What a type's words tell already, and the description, which stands first.
    private static let toldKeys: Set<String> = [
        "description", "type", "x-spinwire-type", "anyOf", "oneOf", "enum", "items",
    ]

    /// The parts of a program's `spec`, each under its heading.
    package static func lines(spec: JSONValue?) -> [String] {
        let parts = spec?.objectValue ?? [:]
        var lines: [String] = []
        let requirements = parts["backend_requirements"]?.objectValue ?? [:]
        if !requirements.isEmpty {
            lines.append("backend requirements:")
            lines += requirements.sorted { $0.key < $1.key }.map {
                "  \(Self.title($0.key)): \(Self.text($0.value))"
            }
        }
        for (title, key) in [
            ("parameters", "parameters"), ("interim results", "interim_results"),
            ("returns", "return_values"),
        ] {
            lines.append(title + ":")
            let items = Self.items(parts[key]?.objectValue ?? [:], saysRequired: key == "parameters")
            lines += items.map { "  " + $0 }
        }
        return lines.map(TerminalText.line)
    }

    /// The words for what a value is, such as `circuit or string or array of circuit`; empty where nothing is said.
    package static func typeWords(_ schema: JSONValue) -> String {
        Self.choices(schema, depth: 0).joined(separator: " or ")
    }

    /// One item for each property, or one without a name for a value that has none.
    private static func items(_ schema: [String: JSONValue], saysRequired: Bool) -> [String] {
        guard let properties = schema["properties"]?.objectValue else {
            let described = schema.filter { !$0.key.hasPrefix("$") }
            return described.isEmpty ? ["none"] : ["- -:"] + Self.fields(described)
        }
        var required: [JSONValue] = []
        if case .array(let names)? = schema["required"] { required = names }
        return properties.sorted { $0.key < $1.key }.flatMap { name, fields in
            let mark =
                saysRequired ? ["  Required: \(required.contains(.string(name)) ? "True" : "False")"] : []
            return ["- \(name):"] + Self.fields(fields.objectValue ?? [:]) + mark
        }
    }

    private static func fields(_ fields: [String: JSONValue]) -> [String] {
        var lines: [String] = []
        if let description = fields["description"] {
            lines.append("  Description: " + Self.text(description))
        }
        let words = Self.typeWords(.object(fields))
        if !words.isEmpty { lines.append("  Type: " + words) }
        return lines
            + fields.sorted { $0.key < $1.key }.filter { !Self.toldKeys.contains($0.key) }.map {
                "  \(Self.title($0.key)): \(Self.text($0.value))"
            }
    }

    private static func choices(_ schema: JSONValue, depth: Int) -> [String] {
        guard let fields = schema.objectValue, depth < Self.depthMax else { return [] }
        var words = fields["x-spinwire-type"].map(Self.encodedChoices) ?? []
        var kinds: [JSONValue] = []
        if case .array(let several)? = fields["type"] {
            kinds = several
        } else if let one = fields["type"] {
            kinds = [one]
        }
        words += kinds.map { Self.container(Self.text($0), fields, depth: depth) }
        if words.isEmpty, case .array(let values)? = fields["enum"] { words = values.map(JSONText.line) }
        for key in ["anyOf", "oneOf"] where words.isEmpty {
            if case .array(let choices)? = fields[key] {
                words = choices.flatMap { Self.choices($0, depth: depth + 1) }
            }
        }
        var known: Set<String> = []
        return words.filter { known.insert($0).inserted }
    }

    private static func encodedChoices(_ encoded: JSONValue) -> [String] {
        guard let fields = encoded.objectValue else { return [Self.text(encoded)] }
        if case .array(let classes)? = fields["class"] { return classes.map(Self.text) }
        if let name = fields["class"] { return [Self.text(name)] }
        let rules = fields.filter { $0.key != "name" }.sorted { $0.key < $1.key }
            .map { "\($0.key) \(Self.text($0.value))" }.joined(separator: ", ")
        let name = fields["name"].map(Self.text) ?? ""
        return [rules.isEmpty ? name : "\(name) (\(rules))"]
    }

    private static func container(_ word: String, _ fields: [String: JSONValue], depth: Int) -> String {
        let items = word == "array" ? Self.choices(fields["items"] ?? .null, depth: depth + 1) : []
        if items.isEmpty { return word }
        let words = items.joined(separator: " or ")
        return items.count == 1 ? "array of \(words)" : "array of (\(words))"
    }

    /// A text as it is, anything else as JSON.
    private static func text(_ value: JSONValue) -> String { value.stringValue ?? JSONText.line(value) }

    /// A key as words: those of schemas are written as `minItems`.
    private static func title(_ key: String) -> String {
        var words = ""
        for character in key {
            if character.isUppercase, words.last?.isLowercase ?? false { words += " " }
            words.append(character == "_" ? " " : character)
        }
        return words.prefix(1).uppercased() + words.dropFirst().lowercased()
    }
}

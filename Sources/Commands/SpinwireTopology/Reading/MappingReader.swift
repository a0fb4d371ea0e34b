import Yams

/// Reads one mapping of a YAML file key by key, and notes what is missing, wrong or unknown.
///
/// Every getter returns something usable, so that reading goes on after a problem.
final class MappingReader {
    let file: String
    let field: String
    let problems: ProblemList
    private let line: Int?
    private var values: [String: Node]
    private var known: Set<String> = []

    /// Reads `node`; anything but a mapping is noted and read as an empty one.
    init(_ node: Node?, file: String, field: String, problems: ProblemList) {
        self.file = file
        self.field = field
        self.problems = problems
        self.line = node?.mark?.line
        guard let node else {
            self.values = [:]
            return
        }
        guard let mapping = node.mapping else {
            self.values = [:]
            problems.add(file, line: node.mark?.line, field: field, "expected a mapping of keys to values")
            return
        }
        var values: [String: Node] = [:]
        for (key, value) in mapping {
            let name = key.string ?? "?"
            if values.updateValue(value, forKey: name) != nil {
                problems.add(file, line: key.mark?.line, field: Self.path(field, name), "is given twice")
            }
        }
        self.values = values
    }

    /// Takes the values of keys that are missing here from another mapping.
    func takeMissing(from other: Node, except exceptions: Set<String>) {
        for (key, value) in other.mapping ?? [:] {
            guard let name = key.string, !exceptions.contains(name), self.values[name] == nil else {
                continue
            }
            self.values[name] = value
        }
    }

    /// The keys that are there, in alphabetical order.
    var keys: [String] { self.values.keys.sorted() }

    /// Whether the key is there and not null.
    func has(_ key: String) -> Bool { self.node(key) != nil }

    /// Notes every key that no getter has asked for.
    func finish() {
        for key in self.values.keys.sorted() where !self.known.contains(key) {
            let expected = self.known.sorted().joined(separator: ", ")
            self.note(key, "is not known here; known are \(expected)")
        }
    }

    /// Notes a problem of one key, or of one item of it (`key[3]`).
    func note(_ key: String, _ sentence: String) {
        let name = String(key.prefix { $0 != "[" })
        let line = self.values[name]?.mark?.line ?? self.line
        self.problems.add(self.file, line: line, field: Self.path(self.field, key), sentence)
    }

    /// The node of a key; null counts as missing.
    func node(_ key: String) -> Node? {
        self.known.insert(key)
        guard let node = self.values[key], node.null == nil else { return nil }
        return node
    }

    /// A text of at least one character, or `nil` when there is none.
    func text(_ key: String) -> String? {
        guard let node = self.node(key) else { return nil }
        guard let text = node.scalar?.string, !text.isEmpty else {
            self.note(key, "expected a text")
            return nil
        }
        return text
    }

    /// A text that has to be there.
    func requiredText(_ key: String) -> String {
        if !self.has(key) { self.note(key, "is missing") }
        return self.text(key) ?? ""
    }

    /// `true` or `false`.
    func flag(_ key: String, otherwise: Bool) -> Bool {
        guard let node = self.node(key) else { return otherwise }
        guard let value = node.bool else {
            self.note(key, "expected true or false")
            return otherwise
        }
        return value
    }

    /// A list of texts.
    func texts(_ key: String) -> [String]? {
        guard let node = self.node(key) else { return nil }
        guard let sequence = node.sequence else {
            self.note(key, "expected a list of texts")
            return nil
        }
        return sequence.enumerated().compactMap { index, item in
            if let text = item.scalar?.string, !text.isEmpty { return text }
            self.note("\(key)[\(index)]", "expected a text")
            return nil
        }
    }

    /// The mapping of a key, empty when there is none.
    func mapping(_ key: String) -> MappingReader {
        MappingReader(
            self.node(key), file: self.file, field: Self.path(self.field, key), problems: self.problems)
    }

    /// A list of mappings that has to be there and must not be empty.
    func requiredMappings(_ key: String) -> [MappingReader] {
        guard let sequence = self.node(key)?.sequence, !sequence.isEmpty else {
            self.note(key, self.has(key) ? "expected a list of at least one" : "is missing")
            return []
        }
        return sequence.enumerated().map { index, item in
            let field = Self.path(self.field, "\(key)[\(index)]")
            return MappingReader(item, file: self.file, field: field, problems: self.problems)
        }
    }

    private static func path(_ field: String, _ key: String) -> String {
        field.isEmpty ? key : field + "." + key
    }
}

/// Replaces `${NAME}` and `${NAME:-otherwise}` in paths and endpoints.
///
/// Names in lower case are the topology's own (`state`, `run`); all others are variables of the environment.
struct Placeholders {
    /// Values by name.
    var values: [String: String]

    /// The text with every placeholder replaced, or the name that has no value and no alternative.
    func expand(_ text: String) -> Result<String, MissingValue> {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            result += rest[..<start.lowerBound]
            rest = rest[start.upperBound...]
            guard let end = rest.firstIndex(of: "}") else {
                return .failure(MissingValue(name: String(rest)))
            }
            let inside = rest[..<end]
            rest = rest[rest.index(after: end)...]
            let separator = inside.firstRange(of: ":-")
            let name = String(separator.map { inside[..<$0.lowerBound] } ?? inside)
            let value = self.values[name].flatMap { $0.isEmpty ? nil : $0 }
            guard let value = value ?? separator.map({ String(inside[$0.upperBound...]) }) else {
                return .failure(MissingValue(name: name))
            }
            result += value
        }
        return .success(result + rest)
    }

    /// A placeholder that stands for nothing.
    struct MissingValue: Error {
        var name: String
    }
}

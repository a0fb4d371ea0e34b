import RuntimeModel
import RuntimeWire

/// Checks a program's metadata and names every problem at once. Pure.
enum MetadataCheck {
    private static let knownKeys: Set<String> = [
        "name", "description", "max_execution_time", "spec", "environment", "image", "is_public", "version",
    ]

    /// Reads untrusted metadata.
    ///
    /// - Throws: `program.metadataInvalid`; its context names each key at fault with what is wrong.
    static func read(_ value: JSONValue, limits: CoordinatorLimits) throws(RuntimeError) -> ProgramMetadata {
        guard let members = value.objectValue else {
            throw RuntimeError(.metadataInvalid, "The metadata is not a JSON object.")
        }
        var problems: [String: String] = [:]
        for key in members.keys where !Self.knownKeys.contains(key) { problems[key] = "unknown key" }
        func text(_ key: String) -> String {
            guard let found = members[key] else { problems[key] = "missing"; return "" }
            guard let text = found.stringValue else { problems[key] = "not a text"; return "" }
            if text.allSatisfy(\.isWhitespace) { problems[key] = "blank" }
            return text
        }
        let name = text("name")
        let description = text("description")
        var seconds = 0
        if let found = members["max_execution_time"] {
            if let number = found.integerValue, (1...limits.executionSecondsMax).contains(number) {
                seconds = number
            } else {
                problems["max_execution_time"] =
                    "not a whole number of seconds from 1 to \(limits.executionSecondsMax)"
            }
        } else {
            problems["max_execution_time"] = "missing"
        }
        // Only whether it can be made counts here; it is made again from what is stored.
        _ = ProgramSpecification(members["spec"], limits: limits.schemas, problems: &problems)
        if let flag = members["is_public"], flag != .null, flag.boolValue == nil {
            problems["is_public"] = "not true or false"
        }
        let environment = members["environment"] ?? members["image"] ?? .null
        if environment != .null, environment.stringValue == nil { problems["environment"] = "not a text" }
        let version = members["version"].flatMap { $0 == .null ? nil : $0 }
        if let version, !Self.isWord(version) { problems["version"] = "not a text or a number" }
        guard problems.isEmpty else {
            throw RuntimeError(
                .metadataInvalid, "The program's metadata has missing or wrong fields.", context: problems)
        }
        return ProgramMetadata(
            name: name, description: description, maxExecutionTime: seconds,
            spec: members["spec"] == .null ? nil : members["spec"], environment: environment.stringValue,
            isPublic: members["is_public"]?.boolValue, version: version)
    }

    /// Whether a value is a text or a number.
    private static func isWord(_ value: JSONValue) -> Bool {
        switch value {
        case .string, .integer, .number: true
        case .null, .bool, .array, .object: false
        }
    }

    /// The metadata with some keys replaced.
    static func merge(_ changes: JSONValue?, into metadata: ProgramMetadata) -> JSONValue {
        var members: [String: JSONValue] = [
            "name": .string(metadata.name), "description": .string(metadata.description),
            "max_execution_time": .integer(Int64(metadata.maxExecutionTime)),
        ]
        if let spec = metadata.spec { members["spec"] = spec }
        if let environment = metadata.environment { members["environment"] = .string(environment) }
        if let isPublic = metadata.isPublic { members["is_public"] = .bool(isPublic) }
        if let version = metadata.version { members["version"] = version }
        guard let changes else { return .object(members) }
        guard let replaced = changes.objectValue else { return changes }
        if replaced["image"] != nil { members["environment"] = nil }
        return .object(members.merging(replaced) { $1 })
    }
}

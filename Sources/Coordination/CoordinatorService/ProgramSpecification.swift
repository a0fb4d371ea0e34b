import EncodedValues
import JSONSchema
import RuntimeModel
import RuntimeWire

/// A program's `spec`, checked and ready: what it asks of its backend, and the schemas of what goes in and comes out.
struct ProgramSpecification: Sendable {
    /// Of the inputs.
    let parameters: Schema?
    /// Of each interim result.
    let interimResults: Schema?
    /// Of what `main` returns.
    let returnValues: Schema?
    let requirements: BackendRequirements
    /// The three schemas as one JSON object, for the sandbox; `nil` without any.
    let schemas: String?
    /// Whether the inputs have rules for which they have to be decoded.
    let hasDeepParameters: Bool

    private static let knownKeys: Set<String> = [
        "backend_requirements", "parameters", "return_values", "interim_results",
    ]

    /// Reads a `spec`.
    ///
    /// - Parameter problems: gets a sentence for everything that is wrong with it; the keys are paths such as
    ///   `spec.parameters#/properties/steps/minimum`.
    init(_ spec: JSONValue?, limits: SchemaLimits, problems: inout [String: String]) {
        var members: [String: JSONValue] = [:]
        if let spec, spec != .null {
            if let found = spec.objectValue { members = found } else { problems["spec"] = "not an object" }
        }
        for key in members.keys where !Self.knownKeys.contains(key) {
            problems["spec.\(key)"] = "unknown key"
        }
        var wrong: [String: String] = [:]
        self.requirements = BackendRequirements(members["backend_requirements"], problems: &wrong)
        for (attribute, sentence) in wrong {
            problems["spec.backend_requirements" + (attribute.isEmpty ? "" : ".\(attribute)")] = sentence
        }
        func schema(_ key: String) -> Schema? {
            guard let value = members[key], value != .null else { return nil }
            var options = Schema.Options()
            options.limits = limits
            options.extensions = [TypeKeyword()]
            do {
                return try Schema(json: try WireJSON.encode(value), options: options)
            } catch let error as InvalidSchema {
                for problem in error.problems { problems["spec.\(key)#\(problem.path)"] = problem.sentence }
            } catch {
                problems["spec.\(key)"] = "not JSON"
            }
            return nil
        }
        self.parameters = schema("parameters")
        self.interimResults = schema("interim_results")
        self.returnValues = schema("return_values")
        let schemas = members.filter { Self.schemaKeys.contains($0.key) && $0.value != .null }
        self.hasDeepParameters = members["parameters"].map(Self.hasDeepRules) ?? false
        // What came as JSON can be written as JSON.
        let text = schemas.isEmpty ? nil : try? WireJSON.encode(JSONValue.object(schemas))
        self.schemas = text.map { String(decoding: $0, as: UTF8.self) }
    }

    private static let schemaKeys: Set<String> = ["parameters", "return_values", "interim_results"]

    /// Whether a schema says anywhere what can only be answered of a decoded value.
    private static func hasDeepRules(_ schema: JSONValue) -> Bool {
        if case .array(let items) = schema { return items.contains(where: Self.hasDeepRules) }
        guard let members = schema.objectValue else { return false }
        let rules = members[TypeKeyword().name]?.objectValue ?? [:]
        return rules.keys.contains(where: TypeRule.deepNames.contains)
            || members.values.contains(where: Self.hasDeepRules)
    }

    /// Takes a stored `spec`.
    ///
    /// - Throws: `program.metadataInvalid`, for one that was stored when less was asked of it.
    init(stored metadata: ProgramMetadata, limits: SchemaLimits) throws(RuntimeError) {
        var problems: [String: String] = [:]
        self.init(metadata.spec, limits: limits, problems: &problems)
        guard problems.isEmpty else {
            throw RuntimeError(
                .metadataInvalid, "The program's spec is wrong; upload it again.", context: problems)
        }
    }

    /// Holds inputs against the program's parameters.
    ///
    /// - Throws: `inputs.invalid`. Its context has `path`, `rule` and `problem` of the first problem, the same with
    ///   `_2`, `_3` … of the others, and the `count` of those that were looked for.
    func check(inputs bytes: [UInt8]) throws(RuntimeError) {
        let document: JSONDocument
        do {
            document = try JSONDocument(bytes)
        } catch {
            throw RuntimeError(
                .inputsInvalid, "The inputs are not a JSON object.",
                context: ["problem": error.reason.rawValue, "byte": "\(error.offset)"])
        }
        guard document.root.kind == .object else {
            throw RuntimeError(.inputsInvalid, "The inputs are not a JSON object.")
        }
        guard let schema = self.parameters else { return }
        switch schema.verdict(on: document) {
        case .fits: return
        case .undecided(let sentence):
            throw RuntimeError(
                .inputsInvalid, "The inputs are too much to be held against the program's parameters.",
                context: ["problem": sentence])
        case .violates(let violations):
            throw RuntimeError(
                .inputsInvalid, "The inputs do not fit the program's parameters.",
                context: Self.context(of: violations))
        }
    }

    private static func context(of violations: [SchemaViolation]) -> [String: String] {
        var context = ["count": "\(violations.count)"]
        for (place, violation) in violations.enumerated() {
            let suffix = place == 0 ? "" : "_\(place + 1)"
            context["path" + suffix] = violation.path
            context["rule" + suffix] = violation.rule
            context["problem" + suffix] = violation.sentence
        }
        return context
    }

    /// What is wrong with something that a program sent, as a line for its log; `nil` when it fits, or has no schema.
    ///
    /// What is not JSON, and what cannot be decided within the limits, does not fit.
    func complaint(about kind: EventKind, _ body: [UInt8]) -> String? {
        let schema: Schema?
        switch kind {
        case .interim: schema = self.interimResults
        case .result: schema = self.returnValues
        case .status, .log, .metric, .progress, .checkpoint: schema = nil
        }
        guard let schema else { return nil }
        let word = kind == .interim ? "interim result" : "result"
        let start = "spinwire: this \(word) does not fit the program's schema"
        do {
            switch schema.verdict(on: try JSONDocument(body)) {
            case .fits: return nil
            case .undecided(let sentence): return "\(start): \(sentence)\n"
            case .violates(let violations):
                let lines = violations.map {
                    "\n  \($0.path.isEmpty ? "/" : $0.path) (\($0.rule)): \($0.sentence)"
                }
                return start + ":" + lines.joined() + "\n"
            }
        } catch {
            return "\(start): \(error.reason.rawValue)\n"
        }
    }
}

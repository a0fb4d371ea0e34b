/// One validation: holds the values of a document against schemas, counting every step.
struct SchemaValidation {
    /// Why a validation ends early.
    enum Stop: Error {
        case steps, depth
        /// As many problems are known as are told.
        case problems
    }

    let schema: Schema
    let document: JSONDocument
    /// Whether what does not fit is told: not inside of alternatives, where not to fit is no problem.
    var isTelling = true
    var violations: [SchemaViolation] = []
    private(set) var remainingStepCount: Int
    private var depth = 0
    /// The resources that were entered on the way here, the first one first.
    private var scope: [Int] = []

    init(schema: Schema, document: JSONDocument) {
        self.schema = schema
        self.document = document
        self.remainingStepCount = schema.limits.stepCountMax
    }

    mutating func verdict() -> SchemaVerdict {
        var coverage = SchemaCoverage()
        do {
            let fits = try self.fits(0, self.schema.root, &coverage)
            return fits && self.violations.isEmpty ? .fits : .violates(self.violations)
        } catch {
            switch error {
            case .problems: return .violates(self.violations)
            case .steps: return .undecided("The validation takes more steps than it may.")
            case .depth: return .undecided("The schema leads from schema to schema more often than it may.")
            }
        }
    }

    mutating func spend(_ count: Int) throws(Stop) {
        self.remainingStepCount -= count
        guard self.remainingStepCount >= 0 else { throw .steps }
    }

    /// Whether a value fits a schema. What its keywords have looked at is added to `coverage`.
    mutating func fits(_ value: Int, _ index: Int, _ coverage: inout SchemaCoverage) throws(Stop) -> Bool {
        try self.spend(1)
        let node = self.schema.nodes[index]
        if let answer = node.answer {
            if !answer { try self.tell(value, index, nil, "Nothing is allowed here.") }
            return answer
        }
        guard self.depth < self.schema.limits.evaluationDepthMax else { throw .depth }
        let isEntering = self.scope.last != node.resource
        self.depth += 1
        if isEntering { self.scope.append(node.resource) }
        // Both are given back on every way out but a stop, after which nobody asks for them.
        var fits = true
        for rule in node.rules {
            if self.looksAtCoverage(rule), !fits { continue }
            let holds = try self.holds(rule, value, index, &coverage)
            fits = fits && holds
            if !fits, !self.isTelling { break }
        }
        if isEntering { self.scope.removeLast() }
        self.depth -= 1
        return fits
    }

    /// What the other keywords have covered is not known when one of them does not fit.
    private func looksAtCoverage(_ rule: SchemaRule) -> Bool {
        switch rule.check {
        case .unevaluatedItems, .unevaluatedProperties: true
        case .types, .constant, .enumeration, .multiple, .bound, .count, .pattern, .uniqueItems, .required,
            .dependentRequired, .format, .reference, .recursiveReference, .dynamicReference, .allOf, .anyOf,
            .oneOf, .not, .conditional, .dependentSchemas, .propertyNames, .members, .items, .contains,
            .extended:
            false
        }
    }

    /// Whether a value fits, without telling why it does not.
    mutating func fitsQuietly(
        _ value: Int, _ index: Int, _ coverage: inout SchemaCoverage
    ) throws(Stop) -> Bool {
        let wasTelling = self.isTelling
        self.isTelling = false
        let fits = try self.fits(value, index, &coverage)
        self.isTelling = wasTelling
        return fits
    }

    /// Notes what does not fit, if anybody is to know. Without a keyword it is the schema itself.
    mutating func tell(_ value: Int, _ index: Int, _ keyword: String?, _ sentence: String) throws(Stop) {
        guard self.isTelling else { return }
        let node = self.schema.nodes[index]
        let source = self.schema.documents[node.document]
        let rule =
            source.uri + "#" + source.document.pointer(to: node.place) + (keyword.map { "/" + $0 } ?? "")
        self.violations.append(
            SchemaViolation(path: self.document.pointer(to: value), rule: rule, sentence: sentence))
        guard self.violations.count < self.schema.limits.problemCountMax else { throw .problems }
    }

    /// The first resource on the way here for which there is such a schema.
    func outermost(_ schema: (Schema.Resource) -> Int?) -> Int? {
        for resource in self.scope {
            if let found = schema(self.schema.resources[resource]) { return found }
        }
        return nil
    }
}

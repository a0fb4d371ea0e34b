/// How a value fares against a schema.
package enum SchemaVerdict: Hashable, Sendable {
    /// It holds to every rule.
    case fits
    /// It does not: everything found, at least one and at most ``SchemaLimits/problemCountMax``.
    case violates([SchemaViolation])
    /// A limit was reached before that was known. The sentence names it.
    case undecided(String)

    /// What was found to be wrong.
    package var violations: [SchemaViolation] {
        switch self {
        case .violates(let found): found
        case .fits, .undecided: []
        }
    }
}

extension Schema {
    /// Holds a value against the schema.
    ///
    /// Cost: at most ``SchemaLimits/stepCountMax`` steps, each of them short.
    package func verdict(on document: JSONDocument) -> SchemaVerdict {
        var validation = SchemaValidation(schema: self, document: document)
        return validation.verdict()
    }
}

extension SchemaValidation {
    /// Whether a value holds to one rule; says so if not.
    mutating func holds(
        _ rule: SchemaRule, _ value: Int, _ index: Int, _ coverage: inout SchemaCoverage
    ) throws(Stop) -> Bool {
        switch rule.check {
        case .types, .constant, .enumeration, .multiple, .bound, .count, .pattern, .format, .extended,
            .uniqueItems, .required, .dependentRequired:
            guard let sentence = try self.problem(rule.check, value) else { return true }
            try self.tell(value, index, rule.keyword, sentence)
            return false
        case .reference(let target): return try self.fitsCovering(value, target, &coverage)
        case .recursiveReference(let target):
            let found = self.outermost { $0.isRecursive ? $0.root : nil }
            return try self.fitsCovering(value, found ?? target, &coverage)
        case .dynamicReference(let target, let anchor):
            let found = self.outermost { $0.dynamicAnchors[anchor] }
            return try self.fitsCovering(value, found ?? target, &coverage)
        case .allOf(let schemas):
            var fits = true
            for schema in schemas where try !self.fitsCovering(value, schema, &coverage) {
                fits = false
                if !self.isTelling { break }
            }
            return fits
        case .anyOf(let schemas): return try self.anyOf(schemas, value, index, &coverage)
        case .oneOf(let schemas): return try self.oneOf(schemas, value, index, &coverage)
        case .not(let schema):
            var ignored = SchemaCoverage()
            guard try self.fitsQuietly(value, schema, &ignored) else { return true }
            try self.tell(value, index, rule.keyword, "It must not fit this schema.")
            return false
        case .conditional(let condition, let then, let otherwise):
            var covered = SchemaCoverage()
            let holds = try self.fitsQuietly(value, condition, &covered)
            if holds { coverage.formUnion(covered) }
            guard let next = holds ? then : otherwise else { return true }
            return try self.fitsCovering(value, next, &coverage)
        case .dependentSchemas(let schemas):
            return try self.dependentSchemas(schemas, value, &coverage)
        case .propertyNames(let schema): return try self.propertyNames(schema, value)
        case .members(let members): return try self.members(members, value, &coverage)
        case .items(let first, let rest): return try self.items(first, rest, value, &coverage)
        case .contains(let schema, let min, let max, let covers):
            let count = try self.countOfItems(schema, covers, value, &coverage)
            guard let count, count < min || count > max else { return true }
            let isBelow = count < min
            try self.tell(
                value, index, isBelow ? rule.keyword : "maxContains",
                isBelow
                    ? "Fewer than \(min) of its items fit this schema."
                    : "More than \(max) of its items fit this schema.")
            return false
        case .unevaluatedItems(let schema): return try self.unevaluatedItems(schema, value, &coverage)
        case .unevaluatedProperties(let schema):
            return try self.unevaluatedProperties(schema, value, &coverage)
        }
    }

    /// Fits a value to a schema in its place; what that covers counts only if it does.
    private mutating func fitsCovering(
        _ value: Int, _ schema: Int, _ coverage: inout SchemaCoverage
    ) throws(Stop) -> Bool {
        guard self.schema.tracksCoverage else { return try self.fits(value, schema, &coverage) }
        var covered = SchemaCoverage()
        guard try self.fits(value, schema, &covered) else { return false }
        try self.spend(1 + (covered.items.count + covered.members.count) / 8)
        coverage.formUnion(covered)
        return true
    }

    private mutating func anyOf(
        _ schemas: [Int], _ value: Int, _ index: Int, _ coverage: inout SchemaCoverage
    ) throws(Stop) -> Bool {
        var fits = false
        for schema in schemas {
            var covered = SchemaCoverage()
            guard try self.fitsQuietly(value, schema, &covered) else { continue }
            fits = true
            guard self.schema.tracksCoverage else { return true }
            coverage.formUnion(covered)
        }
        if !fits { try self.tell(value, index, "anyOf", "It must fit one of these schemas, and fits none.") }
        return fits
    }

    private mutating func oneOf(
        _ schemas: [Int], _ value: Int, _ index: Int, _ coverage: inout SchemaCoverage
    ) throws(Stop) -> Bool {
        var count = 0
        var covered = SchemaCoverage()
        for schema in schemas where count < 2 {
            var part = SchemaCoverage()
            guard try self.fitsQuietly(value, schema, &part) else { continue }
            count += 1
            covered = part
        }
        guard count == 1 else {
            let sentence =
                count == 0
                ? "It must fit one of these schemas, and fits none."
                : "It must fit exactly one of these schemas, and fits several."
            try self.tell(value, index, "oneOf", sentence)
            return false
        }
        coverage.formUnion(covered)
        return true
    }

    private mutating func dependentSchemas(
        _ schemas: [(name: [UInt8], schema: Int)], _ value: Int, _ coverage: inout SchemaCoverage
    ) throws(Stop) -> Bool {
        guard self.document.kind(value) == .object else { return true }
        var fits = true
        for (name, schema) in schemas {
            try self.spend(1 + self.document.count(value) / 8)
            guard self.document.member(name, of: value) != nil else { continue }
            if try !self.fitsCovering(value, schema, &coverage) { fits = false }
        }
        return fits
    }
}

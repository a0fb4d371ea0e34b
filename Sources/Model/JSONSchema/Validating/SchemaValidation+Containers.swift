// Keywords that lead to the values within a value.

extension SchemaValidation {
    mutating func propertyNames(_ schema: Int, _ value: Int) throws(Stop) -> Bool {
        guard self.document.kind(value) == .object else { return true }
        var fits = true
        for name in self.document.names(value) {
            var ignored = SchemaCoverage()
            if try !self.fits(name, schema, &ignored) { fits = false }
            if !fits, !self.isTelling { break }
        }
        return fits
    }

    mutating func members(
        _ members: MemberSchemas, _ value: Int, _ coverage: inout SchemaCoverage
    ) throws(Stop) -> Bool {
        guard self.document.kind(value) == .object else { return true }
        var fits = true
        for name in self.document.names(value) {
            let text = self.document.text(name)
            try self.spend(1 + text.count / 64)
            var isNamed = false
            if let schema = members.byName[text] {
                isNamed = true
                if try !self.fitsWithin(name + 1, schema) { fits = false }
            }
            for (pattern, schema) in members.byPattern where try self.isFound(pattern, in: text) {
                isNamed = true
                if try !self.fitsWithin(name + 1, schema) { fits = false }
            }
            if !isNamed, let schema = members.additional {
                isNamed = true
                if try !self.fitsWithin(name + 1, schema) { fits = false }
            }
            if isNamed, self.schema.tracksCoverage { coverage.members.insert(name) }
            if !fits, !self.isTelling { break }
        }
        if members.additional != nil { coverage.hasAllMembers = true }
        return fits
    }

    mutating func items(
        _ first: [Int], _ rest: Int?, _ value: Int, _ coverage: inout SchemaCoverage
    ) throws(Stop) -> Bool {
        guard self.document.kind(value) == .array else { return true }
        var fits = true
        var number = 0
        for item in self.document.items(value) {
            guard let schema = number < first.count ? first[number] : rest else { break }
            number += 1
            if try !self.fitsWithin(item, schema) { fits = false }
            if !fits, !self.isTelling { break }
        }
        coverage.firstItems = max(coverage.firstItems, number)
        return fits
    }

    /// How many items of an array fit; `nil` for anything else.
    mutating func countOfItems(
        _ schema: Int, _ covers: Bool, _ value: Int, _ coverage: inout SchemaCoverage
    ) throws(Stop) -> Int? {
        guard self.document.kind(value) == .array else { return nil }
        var count = 0
        var number = 0
        for item in self.document.items(value) {
            var ignored = SchemaCoverage()
            if try self.fitsQuietly(item, schema, &ignored) {
                count += 1
                if covers, self.schema.tracksCoverage { coverage.items.insert(number) }
            }
            number += 1
        }
        return count
    }

    mutating func unevaluatedItems(
        _ schema: Int, _ value: Int, _ coverage: inout SchemaCoverage
    ) throws(Stop) -> Bool {
        guard self.document.kind(value) == .array else { return true }
        var fits = true
        var number = -1
        for item in self.document.items(value) {
            number += 1
            if number < coverage.firstItems || coverage.items.contains(number) { continue }
            if try !self.fitsWithin(item, schema) { fits = false }
        }
        coverage.firstItems = .max
        return fits
    }

    mutating func unevaluatedProperties(
        _ schema: Int, _ value: Int, _ coverage: inout SchemaCoverage
    ) throws(Stop) -> Bool {
        guard self.document.kind(value) == .object, !coverage.hasAllMembers else { return true }
        var fits = true
        for name in self.document.names(value) where !coverage.members.contains(name) {
            if try !self.fitsWithin(name + 1, schema) { fits = false }
        }
        coverage.hasAllMembers = true
        return fits
    }

    /// Fits a value within the one at hand, whose own coverage it does not touch.
    private mutating func fitsWithin(_ value: Int, _ schema: Int) throws(Stop) -> Bool {
        var coverage = SchemaCoverage()
        return try self.fits(value, schema, &coverage)
    }
}

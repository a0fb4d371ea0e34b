extension SchemaCompiler {
    /// The keywords of one schema that count, by name.
    private struct Keywords {
        let place: Place
        let resource: Int
        var values: [String: Int] = [:]

        func at(_ node: Int) -> Place { Place(document: self.place.document, node: node) }
    }

    /// Fills the schema at `index` with what stands at its place.
    mutating func compile(_ place: Place, to index: Int) {
        let document = self.documents[place.document]
        switch document.kind(place.node) {
        case .boolean: self.nodes[index].answer = document.boolean(place.node)
        case .object: self.compileObject(place, to: index)
        case .null, .number, .string, .array:
            self.report("A schema is an object, true or false.", at: place)
        }
    }

    private mutating func compileObject(_ place: Place, to index: Int) {
        let document = self.documents[place.document]
        let resource = self.nodes[index].resource
        let dialect = self.resources[resource].dialect
        var keywords = Keywords(place: place, resource: resource)
        var order: [(place: Int, name: String)] = []
        let isReference =
            dialect.isReferenceAlone && document.member(Array("$ref".utf8), of: place.node) != nil
        for name in document.names(place.node) {
            let text = document.string(name)
            if isReference, text != "$ref" { continue }
            if let (position, keyword) = SchemaKeyword.byName[dialect]?[text] {
                guard self.resources[resource].vocabularies.contains(keyword.vocabulary) else { continue }
                guard self.fits(name + 1, of: document, form: keyword.form) else {
                    self.report(
                        "It must be \(keyword.form.description).", at: keywords.at(name + 1))
                    continue
                }
                keywords.values[text] = name + 1
                order.append((position, text))
            } else if let found = self.extensions[text] {
                self.compile(found, keywords.at(name + 1), to: index)
            }
        }
        order.sort { $0.place < $1.place }
        for (_, name) in order {
            if let value = keywords.values[name], let check = self.check(name, value, keywords) {
                self.nodes[index].rules.append(SchemaRule(keyword: name, check: check))
            }
        }
    }

    private mutating func compile(_ found: any KeywordExtension, _ place: Place, to index: Int) {
        do {
            let value = JSONReference(document: self.documents[place.document], index: place.node)
            let check = try found.compile(value)
            self.nodes[index].rules.append(SchemaRule(keyword: found.name, check: .extended(check)))
        } catch {
            for sentence in error.sentences { self.report(sentence, at: place) }
        }
    }

    /// What a keyword asks; `nil` for one that asks nothing, or nothing by itself.
    private mutating func check(_ name: String, _ value: Int, _ keywords: Keywords) -> SchemaRule.Check? {
        let document = self.documents[keywords.place.document]
        switch name {
        case "type": return .types(self.types(value, of: document))
        case "const": return .constant(JSONReference(document: document, index: value))
        case "enum":
            let values = document.items(value).map { JSONReference(document: document, index: $0) }
            return .enumeration(SchemaEnumeration(values: values))
        case "multipleOf": return self.multiple(keywords.at(value))
        case "maximum": return self.bound(value, of: document, .maximum)
        case "exclusiveMaximum": return self.bound(value, of: document, .exclusiveMaximum)
        case "minimum": return self.bound(value, of: document, .minimum)
        case "exclusiveMinimum": return self.bound(value, of: document, .exclusiveMinimum)
        case "maxLength": return self.count(value, of: document, .characters, isMaximum: true)
        case "minLength": return self.count(value, of: document, .characters, isMaximum: false)
        case "maxItems": return self.count(value, of: document, .items, isMaximum: true)
        case "minItems": return self.count(value, of: document, .items, isMaximum: false)
        case "maxProperties": return self.count(value, of: document, .members, isMaximum: true)
        case "minProperties": return self.count(value, of: document, .members, isMaximum: false)
        case "pattern":
            let written = JSONReference(document: document, index: value)
            return self.pattern(keywords.at(value), document.string(value)).map { .pattern($0, of: written) }
        case "uniqueItems": return document.boolean(value) ? .uniqueItems : nil
        case "required": return .required(document.items(value).map { document.text($0) })
        case "dependentRequired": return self.dependentRequired(value, of: document)
        case "format":
            guard self.options.assertsFormats else { return nil }
            return SchemaFormat(rawValue: document.string(value)).map { .format($0) }
        default: return self.reference(name, value, keywords)
        }
    }

    private mutating func reference(_ name: String, _ value: Int, _ keywords: Keywords) -> SchemaRule.Check? {
        switch name {
        case "$ref":
            return self.target(of: keywords.at(value), in: keywords.resource).map { .reference($0.index) }
        case "$recursiveRef":
            guard let (index, target) = self.target(of: keywords.at(value), in: keywords.resource) else {
                return nil
            }
            let resource = self.resources[target.resource]
            guard resource.isRecursive, resource.root == target.place else { return .reference(index) }
            self.usesDynamicScope = true
            return .recursiveReference(index)
        case "$dynamicRef":
            guard let (index, target) = self.target(of: keywords.at(value), in: keywords.resource) else {
                return nil
            }
            guard let anchor = target.anchor,
                self.resources[target.resource].dynamicAnchors.contains(anchor)
            else { return .reference(index) }
            self.usesDynamicScope = true
            return .dynamicReference(index, anchor: anchor)
        default: return self.applicator(name, value, keywords)
        }
    }

    private mutating func applicator(
        _ name: String, _ value: Int, _ keywords: Keywords
    ) -> SchemaRule.Check? {
        switch name {
        case "allOf": return .allOf(self.list(value, keywords))
        case "anyOf": return .anyOf(self.list(value, keywords))
        case "oneOf": return .oneOf(self.list(value, keywords))
        case "not": return .not(self.one(value, keywords))
        case "if":
            return .conditional(
                condition: self.one(value, keywords),
                then: keywords.values["then"].map { self.one($0, keywords) },
                otherwise: keywords.values["else"].map { self.one($0, keywords) })
        case "dependentSchemas": return .dependentSchemas(self.dependentSchemas(value, keywords))
        case "dependencies": return self.dependencies(value, keywords)
        case "propertyNames": return .propertyNames(self.one(value, keywords))
        case "properties": return .members(self.members(keywords))
        case "patternProperties":
            return keywords.values["properties"] == nil ? .members(self.members(keywords)) : nil
        case "additionalProperties":
            guard keywords.values["properties"] == nil, keywords.values["patternProperties"] == nil else {
                return nil
            }
            return .members(self.members(keywords))
        case "prefixItems": return self.items(first: value, rest: keywords.values["items"], keywords)
        case "items":
            guard keywords.values["prefixItems"] == nil else { return nil }
            guard self.documents[keywords.place.document].kind(value) == .array else {
                return self.items(first: nil, rest: value, keywords)
            }
            return self.items(first: value, rest: keywords.values["additionalItems"], keywords)
        case "contains": return self.contains(value, keywords)
        case "unevaluatedItems":
            self.tracksCoverage = true
            return .unevaluatedItems(self.one(value, keywords))
        case "unevaluatedProperties":
            self.tracksCoverage = true
            return .unevaluatedProperties(self.one(value, keywords))
        default: return nil
        }
    }

    // MARK: - The parts of checks

    private mutating func one(_ value: Int, _ keywords: Keywords) -> Int {
        self.index(of: keywords.at(value), in: keywords.resource)
    }

    private mutating func list(_ value: Int, _ keywords: Keywords) -> [Int] {
        let items = Array(self.documents[keywords.place.document].items(value))
        return items.map { self.one($0, keywords) }
    }

    private mutating func items(first: Int?, rest: Int?, _ keywords: Keywords) -> SchemaRule.Check {
        .items(
            first: first.map { self.list($0, keywords) } ?? [], rest: rest.map { self.one($0, keywords) })
    }

    private mutating func contains(_ value: Int, _ keywords: Keywords) -> SchemaRule.Check {
        let document = self.documents[keywords.place.document]
        func count(_ name: String) -> Int? {
            keywords.values[name].map { document.number($0).integer ?? .max }
        }
        return .contains(
            self.one(value, keywords), min: count("minContains") ?? 1, max: count("maxContains") ?? .max,
            covers: self.resources[keywords.resource].dialect == .draft2020)
    }

    private mutating func members(_ keywords: Keywords) -> MemberSchemas {
        let document = self.documents[keywords.place.document]
        var found = MemberSchemas()
        if let properties = keywords.values["properties"] {
            for name in document.names(properties) {
                found.byName[document.text(name)] = self.one(name + 1, keywords)
            }
        }
        if let properties = keywords.values["patternProperties"] {
            for name in document.names(properties) {
                let schema = self.one(name + 1, keywords)
                if let pattern = self.pattern(keywords.at(name), document.string(name)) {
                    found.byPattern.append((pattern, schema))
                }
            }
        }
        found.additional = keywords.values["additionalProperties"].map { self.one($0, keywords) }
        return found
    }

    private mutating func dependentSchemas(
        _ value: Int, _ keywords: Keywords
    ) -> [(name: [UInt8], schema: Int)] {
        let document = self.documents[keywords.place.document]
        return document.names(value).filter { document.kind($0 + 1) != .array }
            .map { (document.text($0), self.one($0 + 1, keywords)) }
    }

    private func dependentRequired(_ value: Int, of document: JSONDocument) -> SchemaRule.Check {
        .dependentRequired(
            document.names(value).filter { document.kind($0 + 1) == .array }
                .map { (document.text($0), document.items($0 + 1).map { document.text($0) }) })
    }

    /// Draft 7 has both in one keyword; the later drafts may go on knowing it.
    private mutating func dependencies(_ value: Int, _ keywords: Keywords) -> SchemaRule.Check? {
        let document = self.documents[keywords.place.document]
        let schemas = self.dependentSchemas(value, keywords)
        let required = self.dependentRequired(value, of: document)
        if schemas.isEmpty { return required }
        guard case .dependentRequired(let names) = required, !names.isEmpty else {
            return .dependentSchemas(schemas)
        }
        // Both, as two schemas that are to fit.
        let resource = keywords.resource
        let parts = [required, .dependentSchemas(schemas)].map { check in
            self.nodes.append(
                SchemaNode(
                    document: keywords.place.document, place: keywords.place.node, resource: resource,
                    rules: [SchemaRule(keyword: "dependencies", check: check)]))
            return self.nodes.count - 1
        }
        return .allOf(parts)
    }

    private func types(_ value: Int, of document: JSONDocument) -> TypeSet {
        let names = document.kind(value) == .array ? Array(document.items(value)) : [value]
        return TypeSet(names.compactMap { TypeSet(name: document.string($0)) })
    }

    private func count(
        _ value: Int, of document: JSONDocument, _ counted: SchemaRule.Counted, isMaximum: Bool
    ) -> SchemaRule.Check {
        .count(of: counted, limit: document.number(value).integer ?? .max, isMaximum: isMaximum)
    }

    private func bound(
        _ value: Int, of document: JSONDocument, _ bound: SchemaRule.Bound
    ) -> SchemaRule.Check {
        .bound(document.number(value), bound, of: JSONReference(document: document, index: value))
    }

    private mutating func multiple(_ place: Place) -> SchemaRule.Check? {
        let document = self.documents[place.document]
        let number = document.number(place.node)
        guard let significand = number.significand else {
            self.report("A divisor has at most 19 digits.", at: place)
            return nil
        }
        return .multiple(
            significand: significand, exponent: number.exponent,
            of: JSONReference(document: document, index: place.node))
    }

    private mutating func pattern(_ place: Place, _ text: String) -> Pattern? {
        do {
            return try Pattern(text, instructionCountMax: self.options.limits.patternInstructionCountMax)
        } catch {
            self.report(error.sentence, at: place)
            return nil
        }
    }
}

// Who has which URI: the walk over all schemas of a document before any of them is compiled.

extension SchemaCompiler {
    /// Takes a document up.
    ///
    /// - Returns: the resource of its root.
    mutating func add(_ document: JSONDocument, uri: String, as dialect: SchemaDialect) -> Int {
        let root = Place(document: self.documents.count, node: 0)
        self.documents.append(document)
        self.documentURIs.append(uri)
        let base = URIReference(uri)
        let resource = self.addResource(
            base: base, root: root, dialect: dialect, vocabularies: Set(SchemaVocabulary.allCases))
        self.walk(root, in: resource)
        return self.homes[root] ?? resource
    }

    private mutating func addResource(
        base: URIReference, root: Place, dialect: SchemaDialect, vocabularies: Set<SchemaVocabulary>
    ) -> Int {
        var resource = Resource(base: base, root: root, dialect: dialect, vocabularies: vocabularies)
        let members = self.documents[root.document]
        if members.kind(root.node) == .object,
            let named = members.member(Array("$schema".utf8), of: root.node), members.kind(named) == .string
        {
            self.choose(
                dialect: members.string(named), for: &resource,
                at: Place(document: root.document, node: named))
        }
        self.resources.append(resource)
        self.resourceByURI[base.withoutFragment] = self.resources.count - 1
        return self.resources.count - 1
    }

    /// Reads `$schema`: a dialect, or another metaschema that says which vocabularies count.
    private mutating func choose(dialect uri: String, for resource: inout Resource, at place: Place) {
        if let known = SchemaDialect(uri: uri) {
            resource.dialect = known
            resource.vocabularies = Set(SchemaVocabulary.allCases)
            return
        }
        guard let metaschema = self.options.documents[uri]?.root,
            let dialect = metaschema["$schema"]?.string.flatMap(SchemaDialect.init(uri:)),
            let wishes = metaschema["$vocabulary"]?.members
        else {
            self.report("The version \(Self.quoted(uri)) of JSON Schema is not known here.", at: place)
            return
        }
        resource.dialect = dialect
        resource.vocabularies = [.core]
        for (name, isRequired) in wishes {
            if let known = SchemaVocabulary.allCases.first(where: { $0.uri(in: dialect) == name }) {
                resource.vocabularies.insert(known)
            } else if isRequired.boolean == true {
                self.report("The vocabulary \(Self.quoted(name)) is not known here.", at: place)
            }
        }
    }

    /// Finds the resources and anchors in a schema and in all that are in it.
    mutating func walk(_ place: Place, in outer: Int) {
        guard self.homes[place] == nil else { return }
        let document = self.documents[place.document]
        var home = outer
        defer { if self.homes[place] == nil { self.homes[place] = home } }
        guard document.kind(place.node) == .object else { return }
        home = self.home(of: place, in: outer)
        self.homes[place] = home
        let dialect = self.resources[home].dialect
        self.readAnchors(of: place, in: home)
        for name in document.names(place.node) {
            guard let found = SchemaKeyword.byName[dialect]?[document.string(name)] else { continue }
            for child in self.schemas(in: name + 1, of: document, form: found.keyword.form) {
                self.walk(Place(document: place.document, node: child), in: home)
            }
        }
    }

    /// The resource of a schema: a new one if it has a URI of its own.
    private mutating func home(of place: Place, in outer: Int) -> Int {
        let schema = JSONReference(document: self.documents[place.document], index: place.node)
        guard let text = schema["$id"]?.string else { return outer }
        let isDraft7 = self.resources[outer].dialect == .draft7
        if isDraft7, schema["$ref"] != nil { return outer }
        let reference = URIReference(text)
        if let fragment = reference.fragment, !fragment.isEmpty {
            // In later drafts the keyword's form forbids it.
            guard isDraft7 else { return outer }
            if reference.withoutFragment.isEmpty {
                self.resources[outer].anchors[fragment] = place
                return outer
            }
        }
        var base = reference.resolved(against: self.resources[outer].base)
        base.fragment = nil
        let from = self.resources[outer]
        if place == from.root {
            // The document's own name, beside the one under which it was found.
            self.resources[outer].base = base
            self.resourceByURI[base.withoutFragment] = outer
            return outer
        }
        return self.addResource(
            base: base, root: place, dialect: from.dialect, vocabularies: from.vocabularies)
    }

    private mutating func readAnchors(of place: Place, in home: Int) {
        let schema = JSONReference(document: self.documents[place.document], index: place.node)
        let dialect = self.resources[home].dialect
        if dialect != .draft7, let name = schema["$anchor"]?.string {
            self.resources[home].anchors[name] = place
        }
        if dialect == .draft2020, let name = schema["$dynamicAnchor"]?.string {
            self.resources[home].anchors[name] = place
            self.resources[home].dynamicAnchors.insert(name)
        }
        if dialect == .draft2019, self.resources[home].root == place,
            schema["$recursiveAnchor"]?.boolean == true
        {
            self.resources[home].isRecursive = true
        }
    }

    /// The schemas behind a keyword of this form; none where something else stands.
    func schemas(in value: Int, of document: JSONDocument, form: SchemaKeyword.Form) -> [Int] {
        let kind = document.kind(value)
        switch form {
        case .schema: return [value]
        case .schemas: return kind == .array ? Array(document.items(value)) : []
        case .schemaOrSchemas: return kind == .array ? Array(document.items(value)) : [value]
        case .schemasByName, .schemasByPattern:
            return kind == .object ? document.names(value).map { $0 + 1 } : []
        case .dependencies:
            guard kind == .object else { return [] }
            return document.names(value).map { $0 + 1 }.filter { document.kind($0) != .array }
        case .namesByName, .names, .count, .number, .positiveNumber, .flag, .text, .pattern, .reference,
            .identifier, .anchor, .types, .list, .flagsByName, .anything:
            return []
        }
    }
}

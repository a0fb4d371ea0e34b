/// Turns a document into a ``Schema``, collecting what is wrong with it.
///
/// Schemas wait in a list until it is their turn, so that neither depth nor a chain of references uses the stack.
struct SchemaCompiler {
    /// A value of one of the documents.
    struct Place: Hashable {
        var document: Int
        var node: Int
    }

    /// A part of a document that has a URI of its own.
    struct Resource {
        var base: URIReference
        var root: Place
        var dialect: SchemaDialect
        var vocabularies: Set<SchemaVocabulary>
        var isRecursive = false
        var anchors: [String: Place] = [:]
        var dynamicAnchors: Set<String> = []
    }

    let options: Schema.Options
    let extensions: [String: any KeywordExtension]
    var documents: [JSONDocument] = []
    var documentURIs: [String] = []
    var resources: [Resource] = []
    var resourceByURI: [String: Int] = [:]
    /// The resources of the places that were walked over.
    var homes: [Place: Int] = [:]
    var nodes: [SchemaNode] = []
    var nodeByPlace: [Place: Int] = [:]
    var waiting: [(place: Place, index: Int)] = []
    var referenceCount = 0
    var usesDynamicScope = false
    var tracksCoverage = false
    var problems: [SchemaProblem] = []

    init(options: Schema.Options) {
        self.options = options
        self.extensions = Dictionary(
            options.extensions.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    mutating func compile(_ document: JSONDocument) throws(InvalidSchema) -> Schema {
        let resource = self.add(document, uri: "", as: self.options.dialect)
        let root = self.index(of: self.resources[resource].root, in: resource)
        self.compileWaiting()
        if self.usesDynamicScope { self.compileDynamicAnchors() }
        guard self.problems.isEmpty else { throw InvalidSchema(problems: self.problems) }
        return Schema(
            nodes: self.nodes, documents: Array(zip(self.documentURIs, self.documents)),
            resources: self.resources.map { resource in
                let anchors = resource.dynamicAnchors.compactMap { name in
                    resource.anchors[name].flatMap { self.nodeByPlace[$0] }.map { (name, $0) }
                }
                return Schema.Resource(
                    root: self.nodeByPlace[resource.root] ?? root, isRecursive: resource.isRecursive,
                    dynamicAnchors: Dictionary(anchors, uniquingKeysWith: { first, _ in first }))
            },
            root: root, tracksCoverage: self.tracksCoverage, limits: self.options.limits)
    }

    /// Whoever is asked for during validation has to be there before.
    private mutating func compileDynamicAnchors() {
        var done = 0
        while done < self.resources.count {
            let resource = self.resources[done]
            if resource.isRecursive { _ = self.index(of: resource.root, in: done) }
            for name in resource.dynamicAnchors.sorted() {
                if let place = resource.anchors[name] { _ = self.index(of: place, in: done) }
            }
            self.compileWaiting()
            done += 1
        }
    }

    private mutating func compileWaiting() {
        while let (place, index) = self.waiting.popLast() {
            guard self.problems.count < self.options.limits.problemCountMax else { return }
            self.compile(place, to: index)
        }
    }

    /// The index of a schema, which is compiled later if it is met for the first time.
    mutating func index(of place: Place, in resource: Int) -> Int {
        if let known = self.nodeByPlace[place] { return known }
        let index = self.nodes.count
        if index == self.options.limits.schemaCountMax {
            self.report("The schema holds more schemas than it may.", at: place)
        }
        self.nodes.append(
            SchemaNode(
                document: place.document, place: place.node, resource: self.homes[place] ?? resource))
        self.nodeByPlace[place] = index
        // Above the limit nothing is looked into any more.
        if index < self.options.limits.schemaCountMax { self.waiting.append((place, index)) }
        return index
    }

    mutating func report(_ sentence: String, at place: Place) {
        guard self.problems.count < self.options.limits.problemCountMax else { return }
        let pointer = self.documents[place.document].pointer(to: place.node)
        let path = place.document == 0 ? pointer : self.documentURIs[place.document] + "#" + pointer
        self.problems.append(SchemaProblem(path: path, sentence: sentence))
    }

    /// What is quoted from a schema in a sentence, at a length that can be read.
    static func quoted(_ text: String) -> String {
        let lengthMax = 120
        return "‘" + (text.count > lengthMax ? text.prefix(lengthMax) + "…" : text) + "’"
    }
}

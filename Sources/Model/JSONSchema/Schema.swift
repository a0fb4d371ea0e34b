/// A JSON Schema (draft 7, 2019-09 or 2020-12) that has been read, checked and made ready for validation, once.
///
/// Nothing is ever fetched: a reference leads into the schema itself, to one of the dialects' own metaschemas, or is a
/// problem that names it. Unchangeable, and safe to use from several threads.
package struct Schema: Sendable {
    let nodes: [SchemaNode]
    /// What it was compiled from, with the URIs under which it was found; its own is empty.
    let documents: [(uri: String, document: JSONDocument)]
    let resources: [Resource]
    /// The schema that a value is held against.
    let root: Int
    /// Whether some keyword asks what the others have covered.
    let tracksCoverage: Bool
    /// What one validation may take.
    package let limits: SchemaLimits

    /// A part of a schema with a URI of its own, as far as references that are resolved during validation need it.
    struct Resource: Sendable {
        var root: Int
        var isRecursive: Bool
        var dynamicAnchors: [String: Int]
    }

    /// How a schema is compiled.
    package struct Options: Sendable {
        /// The dialect of a schema that does not name one.
        package var dialect = SchemaDialect.draft2020
        /// Whether `format` is a rule; otherwise it is a remark, as the later drafts have it.
        package var assertsFormats = false
        /// Keywords beside those of the dialect.
        package var extensions: [any KeywordExtension] = []
        /// Other documents that references may lead to, by their URIs.
        package var documents: [String: JSONDocument] = [:]
        package var limits = SchemaLimits()

        package init() {}
    }

    /// Compiles a schema.
    ///
    /// Cost: in proportion to the schema's length and to the expanded length of its regular expressions, both limited.
    ///
    /// - Throws: everything that is wrong with it, in the order of the text.
    package init(_ document: JSONDocument, options: Options = Options()) throws(InvalidSchema) {
        var compiler = SchemaCompiler(options: options)
        self = try compiler.compile(document)
    }

    /// Reads a schema and compiles it.
    ///
    /// - Throws: everything that is wrong with it; a text that is not JSON is one problem.
    package init(json bytes: [UInt8], options: Options = Options()) throws(InvalidSchema) {
        var limits = JSONLimits()
        limits.byteCountMax = options.limits.schemaByteCountMax
        limits.nestingCountMax = options.limits.nestingCountMax
        let document: JSONDocument
        do {
            document = try JSONDocument(bytes, limits: limits)
        } catch {
            throw InvalidSchema(problems: [SchemaProblem(path: "", sentence: error.reason.rawValue)])
        }
        try self.init(document, options: options)
    }

    init(
        nodes: [SchemaNode], documents: [(uri: String, document: JSONDocument)], resources: [Resource],
        root: Int, tracksCoverage: Bool, limits: SchemaLimits
    ) {
        self.nodes = nodes
        self.documents = documents
        self.resources = resources
        self.root = root
        self.tracksCoverage = tracksCoverage
        self.limits = limits
    }
}

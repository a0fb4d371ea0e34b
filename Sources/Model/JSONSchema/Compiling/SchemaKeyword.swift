/// What a dialect knows of one keyword: the only table of them. From it come the walk through a schema, the check of
/// each keyword's form, and the metaschemas.
struct SchemaKeyword: Sendable {
    /// What may stand behind a keyword.
    enum Form: String, Sendable, CaseIterable {
        case schema
        case schemas
        case schemasByName
        case schemasByPattern
        /// One schema, or one for each place (`items` before 2020-12).
        case schemaOrSchemas
        /// A schema or a list of names, by name (`dependencies`).
        case dependencies
        case namesByName
        case names
        case count
        case number
        case positiveNumber
        case flag
        case text
        case pattern
        case reference
        case identifier
        case anchor
        case types
        case list
        case flagsByName
        case anything

        /// What is to be there, to end the sentence "It must be …".
        var description: String {
            switch self {
            case .schema: "a schema: an object, true or false"
            case .schemas: "a list of one or more schemas"
            case .schemasByName, .schemasByPattern: "an object of schemas"
            case .schemaOrSchemas: "a schema or a list of schemas"
            case .dependencies: "an object of schemas or lists of names"
            case .namesByName: "an object of lists of different names"
            case .names: "a list of different names"
            case .count: "a whole number that is not negative"
            case .number: "a number"
            case .positiveNumber: "a number above zero"
            case .flag: "true or false"
            case .text: "a text"
            case .pattern: "a text, a regular expression"
            case .reference: "a text, a URI reference"
            case .identifier: "a text, a URI reference without a fragment"
            case .anchor: "a text, a letter or _ and then letters, digits and any of - _ . :"
            case .types: "the name of a type or a list of different ones"
            case .list: "a list"
            case .flagsByName: "an object of true and false"
            case .anything: "any value"
            }
        }
    }

    /// What the forms of the same names match.
    static let identifierPattern = "^[^#]*#?$"
    static let anchorPattern = "^[A-Za-z_][-A-Za-z0-9._:]*$"

    let name: String
    let form: Form
    let vocabulary: SchemaVocabulary
    let dialects: Set<SchemaDialect>

    private static let all = Set(SchemaDialect.allCases)
    private static let early: Set<SchemaDialect> = [.draft7, .draft2019]
    private static let late: Set<SchemaDialect> = [.draft2019, .draft2020]

    private init(
        _ name: String, _ form: Form, _ vocabulary: SchemaVocabulary,
        _ dialects: Set<SchemaDialect> = Self.all
    ) {
        self.name = name
        self.form = form
        self.vocabulary = vocabulary
        self.dialects = dialects
    }

    /// In the order in which they are checked: those that look at what others have covered come last.
    static let table: [SchemaKeyword] = [
        SchemaKeyword("$schema", .reference, .core),
        SchemaKeyword("$vocabulary", .flagsByName, .core, Self.late),
        SchemaKeyword("$id", .reference, .core, [.draft7]),
        SchemaKeyword("$id", .identifier, .core, Self.late),
        SchemaKeyword("$anchor", .anchor, .core, Self.late),
        SchemaKeyword("$dynamicAnchor", .anchor, .core, [.draft2020]),
        SchemaKeyword("$recursiveAnchor", .flag, .core, [.draft2019]),
        SchemaKeyword("$comment", .text, .core),
        SchemaKeyword("$defs", .schemasByName, .core, Self.late),
        SchemaKeyword("definitions", .schemasByName, .core),
        SchemaKeyword("type", .types, .validation),
        SchemaKeyword("const", .anything, .validation),
        SchemaKeyword("enum", .list, .validation),
        SchemaKeyword("multipleOf", .positiveNumber, .validation),
        SchemaKeyword("maximum", .number, .validation),
        SchemaKeyword("exclusiveMaximum", .number, .validation),
        SchemaKeyword("minimum", .number, .validation),
        SchemaKeyword("exclusiveMinimum", .number, .validation),
        SchemaKeyword("maxLength", .count, .validation),
        SchemaKeyword("minLength", .count, .validation),
        SchemaKeyword("pattern", .pattern, .validation),
        SchemaKeyword("maxItems", .count, .validation),
        SchemaKeyword("minItems", .count, .validation),
        SchemaKeyword("uniqueItems", .flag, .validation),
        SchemaKeyword("maxProperties", .count, .validation),
        SchemaKeyword("minProperties", .count, .validation),
        SchemaKeyword("required", .names, .validation),
        SchemaKeyword("dependentRequired", .namesByName, .validation, Self.late),
        SchemaKeyword("format", .text, .format),
        SchemaKeyword("$ref", .reference, .core),
        SchemaKeyword("$recursiveRef", .reference, .core, [.draft2019]),
        SchemaKeyword("$dynamicRef", .reference, .core, [.draft2020]),
        SchemaKeyword("allOf", .schemas, .applicator),
        SchemaKeyword("anyOf", .schemas, .applicator),
        SchemaKeyword("oneOf", .schemas, .applicator),
        SchemaKeyword("not", .schema, .applicator),
        SchemaKeyword("if", .schema, .applicator),
        SchemaKeyword("then", .schema, .applicator),
        SchemaKeyword("else", .schema, .applicator),
        SchemaKeyword("dependentSchemas", .schemasByName, .applicator, Self.late),
        SchemaKeyword("dependencies", .dependencies, .applicator),
        SchemaKeyword("propertyNames", .schema, .applicator),
        SchemaKeyword("properties", .schemasByName, .applicator),
        SchemaKeyword("patternProperties", .schemasByPattern, .applicator),
        SchemaKeyword("additionalProperties", .schema, .applicator),
        SchemaKeyword("prefixItems", .schemas, .applicator, [.draft2020]),
        SchemaKeyword("items", .schemaOrSchemas, .applicator, Self.early),
        SchemaKeyword("items", .schema, .applicator, [.draft2020]),
        SchemaKeyword("additionalItems", .schema, .applicator, Self.early),
        SchemaKeyword("contains", .schema, .applicator),
        SchemaKeyword("minContains", .count, .validation, Self.late),
        SchemaKeyword("maxContains", .count, .validation, Self.late),
        SchemaKeyword("unevaluatedItems", .schema, .applicator, [.draft2019]),
        SchemaKeyword("unevaluatedProperties", .schema, .applicator, [.draft2019]),
        SchemaKeyword("unevaluatedItems", .schema, .unevaluated, [.draft2020]),
        SchemaKeyword("unevaluatedProperties", .schema, .unevaluated, [.draft2020]),
        SchemaKeyword("contentMediaType", .text, .content),
        SchemaKeyword("contentEncoding", .text, .content),
        SchemaKeyword("contentSchema", .schema, .content, Self.late),
        SchemaKeyword("title", .text, .metadata),
        SchemaKeyword("description", .text, .metadata),
        SchemaKeyword("default", .anything, .metadata),
        SchemaKeyword("deprecated", .flag, .metadata, Self.late),
        SchemaKeyword("readOnly", .flag, .metadata),
        SchemaKeyword("writeOnly", .flag, .metadata),
        SchemaKeyword("examples", .list, .metadata),
    ]

    /// The keywords of each dialect, by name, with their places in the table.
    static let byName: [SchemaDialect: [String: (place: Int, keyword: SchemaKeyword)]] = {
        var found: [SchemaDialect: [String: (place: Int, keyword: SchemaKeyword)]] = [:]
        for (place, keyword) in Self.table.enumerated() {
            for dialect in keyword.dialects { found[dialect, default: [:]][keyword.name] = (place, keyword) }
        }
        return found
    }()
}

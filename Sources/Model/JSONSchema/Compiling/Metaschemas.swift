/// The schemas of schemas, by their URIs: what a `$ref` to a dialect finds. They are written from the table of keywords.
enum Metaschemas {
    /// Every document, read.
    static let documents: [String: JSONDocument] = {
        var found: [String: JSONDocument] = [:]
        for dialect in SchemaDialect.allCases {
            for (uri, text) in Self.texts(of: dialect) {
                do {
                    found[uri] = try JSONDocument(Array(text.utf8))
                } catch {
                    preconditionFailure("A metaschema is JSON: \(error)")
                }
            }
        }
        return found
    }()

    private static func texts(of dialect: SchemaDialect) -> [(uri: String, text: String)] {
        guard dialect != .draft7 else {
            let members = [
                #""$schema": "\#(dialect.uri)#", "$id": "\#(dialect.uri)#", "title": "Schemas of draft 7""#,
                #""definitions": \#(Self.definitions(in: dialect))"#, #""type": ["object", "boolean"]"#,
                #""properties": \#(Self.properties(of: nil, in: dialect))"#, #""default": true"#,
            ]
            return [(dialect.uri, "{" + members.joined(separator: ", ") + "}")]
        }
        var found: [(uri: String, text: String)] = []
        var parts: [String] = []
        var vocabularies: [String] = []
        for vocabulary in SchemaVocabulary.allCases {
            guard let uri = vocabulary.uri(in: dialect, of: "meta"),
                let name = vocabulary.uri(in: dialect)
            else { continue }
            let members = [
                Self.head(uri, in: dialect), #""$vocabulary": {"\#(name)": true}"#,
                #""$defs": \#(Self.definitions(in: dialect))"#, #""type": ["object", "boolean"]"#,
                #""properties": \#(Self.properties(of: vocabulary, in: dialect))"#,
            ]
            found.append((uri, "{" + members.joined(separator: ", ") + "}"))
            parts.append(#"{"$ref": "\#(uri)"}"#)
            vocabularies.append(#""\#(name)": \#(vocabulary == .format ? "false" : "true")"#)
        }
        let members = [
            Self.head(dialect.uri, in: dialect),
            #""$vocabulary": {\#(vocabularies.joined(separator: ", "))}"#,
            #""type": ["object", "boolean"]"#, #""allOf": [\#(parts.joined(separator: ", "))]"#,
        ]
        found.append((dialect.uri, "{" + members.joined(separator: ", ") + "}"))
        return found
    }

    private static func head(_ uri: String, in dialect: SchemaDialect) -> String {
        let anchor =
            dialect == .draft2019 ? #""$recursiveAnchor": true"# : #""$dynamicAnchor": "meta""#
        return #""$schema": "\#(dialect.uri)", "$id": "\#(uri)", \#(anchor)"#
    }

    private static func properties(of vocabulary: SchemaVocabulary?, in dialect: SchemaDialect) -> String {
        let keywords = SchemaKeyword.table.filter {
            $0.dialects.contains(dialect) && (vocabulary == nil || $0.vocabulary == vocabulary)
        }
        let members = keywords.map { #""\#($0.name)": \#(Self.schema(of: $0.form, in: dialect))"# }
        return "{" + members.joined(separator: ", ") + "}"
    }

    private static func definitions(in dialect: SchemaDialect) -> String {
        let names = #"{"type": "array", "items": {"type": "string"}, "uniqueItems": true}"#
        let simple = #"{"enum": ["array", "boolean", "integer", "null", "number", "object", "string"]}"#
        let several = #"{"type": "array", "minItems": 1, "items": \#(Self.schema(of: .schema, in: dialect))}"#
        return #"{"names": \#(names), "simpleTypes": \#(simple), "schemaArray": \#(several), "#
            + #""nonNegativeInteger": {"type": "integer", "minimum": 0}}"#
    }

    private static func schema(of form: SchemaKeyword.Form, in dialect: SchemaDialect) -> String {
        let definitions = dialect == .draft7 ? "definitions" : "$defs"
        func definition(_ name: String) -> String { ##"{"$ref": "#/\##(definitions)/\##(name)"}"## }
        func byName(_ value: String) -> String {
            #"{"type": "object", "additionalProperties": \#(value)}"#
        }
        switch form {
        case .schema:
            switch dialect {
            case .draft7: return ##"{"$ref": "#"}"##
            case .draft2019: return ##"{"$recursiveRef": "#"}"##
            case .draft2020: return ##"{"$dynamicRef": "#meta"}"##
            }
        case .schemas: return definition("schemaArray")
        case .schemasByName: return byName(Self.schema(of: .schema, in: dialect))
        case .schemasByPattern:
            let value = Self.schema(of: .schema, in: dialect)
            return #"{"type": "object", "additionalProperties": \#(value), "#
                + #""propertyNames": {"format": "regex"}}"#
        case .schemaOrSchemas:
            return #"{"anyOf": [\#(Self.schema(of: .schema, in: dialect)), \#(definition("schemaArray"))]}"#
        case .dependencies:
            return byName(
                #"{"anyOf": [\#(Self.schema(of: .schema, in: dialect)), \#(definition("names"))]}"#)
        case .namesByName: return byName(definition("names"))
        case .names: return definition("names")
        case .count: return definition("nonNegativeInteger")
        case .number: return #"{"type": "number"}"#
        case .positiveNumber: return #"{"type": "number", "exclusiveMinimum": 0}"#
        case .flag: return #"{"type": "boolean"}"#
        case .text: return #"{"type": "string"}"#
        case .pattern: return #"{"type": "string", "format": "regex"}"#
        case .reference: return #"{"type": "string", "format": "uri-reference"}"#
        case .identifier:
            return
                #"{"type": "string", "format": "uri-reference", "pattern": "\#(SchemaKeyword.identifierPattern)"}"#
        case .anchor: return #"{"type": "string", "pattern": "\#(SchemaKeyword.anchorPattern)"}"#
        case .types:
            let several = #"{"type": "array", "items": \#(definition("simpleTypes")), "#
            return #"{"anyOf": [\#(definition("simpleTypes")), "#
                + several + #""minItems": 1, "uniqueItems": true}]}"#
        case .list: return #"{"type": "array", "items": true}"#
        case .flagsByName: return byName(#"{"type": "boolean"}"#)
        case .anything: return "true"
        }
    }
}

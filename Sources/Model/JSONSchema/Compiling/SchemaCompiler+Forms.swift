// Whether what stands behind a keyword has the form that the table asks for.

extension SchemaCompiler {
    func fits(_ value: Int, of document: JSONDocument, form: SchemaKeyword.Form) -> Bool {
        let kind = document.kind(value)
        switch form {
        case .schema: return Self.isSchema(value, of: document)
        case .schemas: return self.isListOfSchemas(value, of: document)
        case .schemaOrSchemas:
            return kind == .array
                ? document.items(value).allSatisfy { Self.isSchema($0, of: document) }
                : Self.isSchema(value, of: document)
        case .schemasByName, .schemasByPattern:
            return self.isObject(value, of: document) { Self.isSchema($0, of: document) }
        case .dependencies:
            return self.isObject(value, of: document) {
                Self.isSchema($0, of: document) || self.isListOfNames($0, of: document)
            }
        case .namesByName:
            return self.isObject(value, of: document) { self.isListOfNames($0, of: document) }
        case .names: return self.isListOfNames(value, of: document)
        case .count:
            guard kind == .number else { return false }
            let number = document.number(value)
            return number.isInteger && !number.isNegative
        case .number: return kind == .number
        case .positiveNumber:
            guard kind == .number else { return false }
            let number = document.number(value)
            return !number.isNegative && !number.digits.isEmpty
        case .flag: return kind == .boolean
        case .text, .pattern, .reference: return kind == .string
        case .identifier: return kind == .string && Self.identifier.matches(document.text(value))
        case .anchor: return kind == .string && Self.anchor.matches(document.text(value))
        case .types:
            if kind == .string { return TypeSet(name: document.string(value)) != nil }
            return document.count(value) > 0 && self.isListOfNames(value, of: document)
                && document.items(value).allSatisfy { TypeSet(name: document.string($0)) != nil }
        case .list: return kind == .array
        case .flagsByName: return self.isObject(value, of: document) { document.kind($0) == .boolean }
        case .anything: return true
        }
    }

    private static let identifier = Pattern(known: SchemaKeyword.identifierPattern)
    private static let anchor = Pattern(known: SchemaKeyword.anchorPattern)

    private static func isSchema(_ value: Int, of document: JSONDocument) -> Bool {
        document.kind(value) == .object || document.kind(value) == .boolean
    }

    private func isListOfSchemas(_ value: Int, of document: JSONDocument) -> Bool {
        document.kind(value) == .array && document.count(value) > 0
            && document.items(value).allSatisfy { Self.isSchema($0, of: document) }
    }

    private func isListOfNames(_ value: Int, of document: JSONDocument) -> Bool {
        guard document.kind(value) == .array else { return false }
        var seen: Set<[UInt8]> = []
        return document.items(value).allSatisfy {
            document.kind($0) == .string && seen.insert(document.text($0)).inserted
        }
    }

    private func isObject(_ value: Int, of document: JSONDocument, where fits: (Int) -> Bool) -> Bool {
        document.kind(value) == .object && document.names(value).allSatisfy { fits($0 + 1) }
    }
}

/// A version of JSON Schema.
package enum SchemaDialect: String, Sendable, CaseIterable {
    case draft7
    case draft2019 = "draft2019-09"
    case draft2020 = "draft2020-12"

    /// The value of `$schema` that names it, without an empty fragment.
    package var uri: String {
        switch self {
        case .draft7: "http://json-schema.org/draft-07/schema"
        case .draft2019: "https://json-schema.org/draft/2019-09/schema"
        case .draft2020: "https://json-schema.org/draft/2020-12/schema"
        }
    }

    /// The dialect of a value of `$schema`.
    init?(uri: String) {
        let bare = uri.hasSuffix("#") ? String(uri.dropLast()) : uri
        guard let found = Self.allCases.first(where: { $0.uri == bare }) else { return nil }
        self = found
    }

    /// In draft 7 nothing beside a `$ref` counts.
    var isReferenceAlone: Bool { self == .draft7 }
}

/// A part of a dialect that a metaschema can leave out; draft 7 has all of them.
enum SchemaVocabulary: String, CaseIterable, Sendable {
    case core, applicator, unevaluated, validation, format, content
    case metadata = "meta-data"

    /// The URI by which `$vocabulary` names it; the one behind `meta/` is that of its own metaschema.
    func uri(in dialect: SchemaDialect, of folder: String = "vocab") -> String? {
        let base: String
        switch dialect {
        case .draft7: return nil
        case .draft2019:
            if self == .unevaluated { return nil }
            base = "https://json-schema.org/draft/2019-09/"
        case .draft2020: base = "https://json-schema.org/draft/2020-12/"
        }
        let name = self == .format && dialect == .draft2020 ? "format-annotation" : self.rawValue
        return base + folder + "/" + name
    }
}

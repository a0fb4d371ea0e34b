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

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

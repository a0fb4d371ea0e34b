/// One schema after compilation.
struct SchemaNode: Sendable {
    /// The answer of the schemas `true` and `false`.
    var answer: Bool?
    /// Where it stands: its document's index, and its own in there.
    var document: Int
    var place: Int
    /// The resource that it belongs to.
    var resource: Int
    /// What it asks, in the order of the table of keywords.
    var rules: [SchemaRule] = []
}

/// Something that is wrong with a schema.
package struct SchemaProblem: Hashable, Sendable {
    /// Where in the schema, as a JSON pointer; the whole is the empty text.
    package var path: String
    /// What is wrong, as one sentence.
    package var sentence: String

    package init(path: String, sentence: String) {
        self.path = path
        self.sentence = sentence
    }
}

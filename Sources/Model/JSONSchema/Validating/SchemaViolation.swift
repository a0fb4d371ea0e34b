/// Something that a value does not hold to.
package struct SchemaViolation: Hashable, Sendable {
    /// Which value, as a JSON pointer; the whole is the empty text.
    package var path: String
    /// The rule: where its keyword stands in the schema, as a URI fragment with a JSON pointer.
    package var rule: String
    /// What the rule asks for, as one sentence: with the bound as the schema has it, where that is short, and of the
    /// value at most a number or a count.
    package var sentence: String

    package init(path: String, rule: String, sentence: String) {
        self.path = path
        self.rule = rule
        self.sentence = sentence
    }
}

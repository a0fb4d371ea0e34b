/// A keyword beside those of the dialects. It looks at one value at a time and knows nothing of other keywords.
package protocol KeywordExtension: Sendable {
    /// Its name in schemas.
    var name: String { get }

    /// Reads what stands behind the keyword.
    ///
    /// - Throws: what is wrong with it, all problems at once.
    func compile(_ value: JSONReference) throws(InvalidKeyword) -> any KeywordCheck
}

/// What is wrong with the value of an extension's keyword, each as one sentence.
package struct InvalidKeyword: Error {
    package var sentences: [String]

    package init(_ sentences: [String]) { self.sentences = sentences }
}

/// An extension's keyword as one schema has it.
package protocol KeywordCheck: Sendable {
    /// What is wrong with a value, as one sentence; `nil` when it fits. Bounded in time and memory by itself.
    func problem(with value: JSONReference) -> String?
}

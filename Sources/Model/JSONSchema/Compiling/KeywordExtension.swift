/// A keyword beside those of the dialects. It looks at one value at a time and knows nothing of other keywords.
package protocol KeywordExtension: Sendable {
    /// Its name in schemas.
    var name: String { get }

    /// Reads what stands behind the keyword.
    ///
    /// - Throws: what is wrong with it, all problems at once.
    func compile(_ value: JSONReference) throws(InvalidKeyword) -> any KeywordCheck
}

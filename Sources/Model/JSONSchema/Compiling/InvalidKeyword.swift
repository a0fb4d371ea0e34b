/// What is wrong with the value of an extension's keyword, each as one sentence.
package struct InvalidKeyword: Error {
    package var sentences: [String]

    package init(_ sentences: [String]) { self.sentences = sentences }
}

/// What is wrong with a program, where in its bytes.
struct SyntaxError: Error {
    var sentence: String
    var offset: Int
    var found: String
    var isUnsupported: Bool

    init(_ sentence: String, at offset: Int, found: String = "", isUnsupported: Bool = false) {
        self.sentence = sentence
        self.offset = offset
        self.found = found
        self.isUnsupported = isUnsupported
    }

    /// Right, but beyond what is simulated here.
    static func unsupported(_ sentence: String, at offset: Int, found: String = "") -> SyntaxError {
        SyntaxError(sentence, at: offset, found: found, isUnsupported: true)
    }
}

/// What is wrong with a program, where in its bytes.
struct SyntaxError: Error {
    var sentence: String
    var offset: Int
    var found: String
    var isUnsupported: Bool
    /// What would be the most.
    var limit: Int?

    init(
        _ sentence: String, at offset: Int, found: String = "", isUnsupported: Bool = false, limit: Int? = nil
    ) {
        self.sentence = sentence
        self.offset = offset
        self.found = found
        self.isUnsupported = isUnsupported
        self.limit = limit
    }

    /// Nobody waits for the program any more.
    static func cancelled(at offset: Int) -> SyntaxError {
        SyntaxError("The program is not wanted any more.", at: offset)
    }

    /// Right, but beyond what is simulated here.
    static func unsupported(_ sentence: String, at offset: Int, found: String = "") -> SyntaxError {
        SyntaxError(sentence, at: offset, found: found, isUnsupported: true)
    }
}

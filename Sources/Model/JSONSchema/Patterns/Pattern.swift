/// A regular expression of ECMA-262 with the flag `u`, as JSON Schema asks for, made ready for search in linear time.
///
/// All states that the expression may be in are followed at once (Thompson's construction), so that no text takes more
/// than its length times the expression's. What cannot be had that way, backreferences and looking around, is an error
/// that says so.
struct Pattern: Sendable {
    /// One step of the program.
    enum Instruction: Sendable {
        case scalar(UInt32)
        /// One of ``Pattern/sets``.
        case set(Int)
        /// Go on at both.
        case fork(Int, Int)
        case jump(Int)
        case start
        case end
        case boundary(isOne: Bool)
        case match
    }

    let instructions: [Instruction]
    let sets: [ScalarSet]

    /// - Throws: what is wrong with it, or what of it is not supported.
    init(_ text: String, instructionCountMax: Int) throws(PatternError) {
        var parser = PatternParser(text)
        let tree = try parser.parse()
        var program = PatternProgram(instructionCountMax: instructionCountMax)
        try program.emit(tree)
        try program.append(.match)
        self.instructions = program.instructions
        self.sets = program.sets
    }

    /// A regular expression of our own.
    init(known text: String) {
        do {
            try self.init(text, instructionCountMax: 1_000)
        } catch {
            preconditionFailure("A pattern of ours is wrong: \(error.sentence)")
        }
    }

    /// Whether it is found in a short text.
    func matches(_ text: [UInt8]) -> Bool { self.isFound(in: text) { (_: Int) throws(Never) in } }

    /// Whether it is found anywhere in a text.
    ///
    /// - Parameter spend: told how many states were looked at, from time to time; it throws to end the search.
    func isFound<Failure>(
        in text: [UInt8], spend: (Int) throws(Failure) -> Void
    ) throws(Failure) -> Bool {
        var search = PatternSearch(pattern: self)
        return try search.run(text, spend: spend)
    }
}

/// A word, number or sign of a program, by its place among the program's bytes.
struct Token {
    enum Kind: Equatable {
        case identifier
        /// `$` and a number.
        case hardwareQubit
        case integer
        case float
        /// A number with a unit of time.
        case duration
        /// Between quotation marks, which belong to it.
        case string
        /// Operators and brackets.
        case sign
        case end
    }

    var kind: Kind
    var start: Int
    var end: Int
}

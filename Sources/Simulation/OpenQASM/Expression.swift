/// An expression as it is written.
struct Expression {
    indirect enum Kind {
        case boolean(Bool)
        /// Beyond what any type holds: nil.
        case integer(Int128?)
        case float(Double)
        /// Seconds, or in the device's unit.
        case duration(Double, isInDeviceUnits: Bool)
        /// The first bit is the lowest.
        case bits([Bool])
        case name(String)
        case hardwareQubit(Int)
        case unary(UnarySign, Expression)
        case binary(BinarySign, Expression, Expression)
        case call(String, [Expression])
        case cast(TypeSyntax, Expression)
        case index(Expression, [Selection])
        /// `a ++ b`
        case concatenation(Expression, Expression)
        case measure(Expression)
    }

    /// What stands in square brackets.
    enum Selection {
        case single(Expression)
        case range(RangeSyntax)
        case set([Expression])
    }

    enum UnarySign: String {
        case minus = "-"
        case bitNot = "~"
        case logicNot = "!"
    }

    enum BinarySign: String {
        case logicOr = "||"
        case logicAnd = "&&"
        case bitOr = "|"
        case bitXor = "^"
        case bitAnd = "&"
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessEqual = "<="
        case greater = ">"
        case greaterEqual = ">="
        case shiftLeft = "<<"
        case shiftRight = ">>"
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case remainder = "%"
        case power = "**"
    }

    let kind: Kind
    /// Where it begins among the program's bytes.
    let offset: Int
    /// Expressions within each other, this one among them.
    let depth: Int

    init(kind: Kind, offset: Int) {
        self.kind = kind
        self.offset = offset
        self.depth = 1 + kind.innerDepth
    }
}

/// `start : step : end`, both ends included.
struct RangeSyntax {
    var start: Expression?
    var step: Expression?
    var end: Expression?
    var offset: Int
}

/// A classical type as it is written.
struct TypeSyntax {
    enum Name: String {
        case bool
        case bit
        case int
        case uint
        case float
        case angle
        case duration
    }

    var name: Name
    /// In square brackets: bits, or the bit register's size.
    var width: Expression?
    var offset: Int
}

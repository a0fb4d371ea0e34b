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

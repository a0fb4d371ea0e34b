/// The rules by which an operator's type follows from those of its sides; nil where they do not go together.
extension ClassicalExpression.UnaryOperator {
    package func type(of operand: ClassicalType) -> ClassicalType? {
        switch (self, operand) {
        case (.bitNot, .boolean), (.bitNot, .integer), (.negate, .integer), (.negate, .float),
            (.logicNot, .boolean):
            operand
        case (.bitNot, .float), (.negate, .boolean), (.logicNot, .integer), (.logicNot, .float): nil
        }
    }
}

extension ClassicalExpression.BinaryOperator {
    package func type(of left: ClassicalType, _ right: ClassicalType) -> ClassicalType? {
        switch self {
        case .bitAnd, .bitOr, .bitXor: left == right && left != .float ? left : nil
        case .logicAnd, .logicOr: left == .boolean && right == .boolean ? .boolean : nil
        case .equal, .notEqual: left == right ? .boolean : nil
        case .less, .lessEqual, .greater, .greaterEqual:
            left == right && left != .boolean ? .boolean : nil
        case .shiftLeft, .shiftRight:
            switch right {
            case .integer(_, isSigned: false): left.isInteger ? left : nil
            case .integer, .boolean, .float: nil
            }
        case .add, .subtract, .multiply, .divide: left == right && left != .boolean ? left : nil
        case .remainder: left == right && left.isInteger ? left : nil
        }
    }
}

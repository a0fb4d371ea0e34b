extension Expression.Kind {
    /// The depth of the deepest expression within.
    var innerDepth: Int {
        switch self {
        case .boolean, .integer, .float, .duration, .bits, .name, .hardwareQubit: 0
        case .unary(_, let operand), .measure(let operand): operand.depth
        case .cast(let type, let operand): max(type.width?.depth ?? 0, operand.depth)
        case .binary(_, let left, let right), .concatenation(let left, let right):
            max(left.depth, right.depth)
        case .call(_, let arguments): arguments.depth
        case .index(let operand, let selections):
            selections.reduce(operand.depth) { max($0, $1.depth) }
        }
    }
}

extension Expression.Selection {
    fileprivate var depth: Int {
        switch self {
        case .single(let index): index.depth
        case .range(let range): [range.start, range.step, range.end].reduce(0) { max($0, $1?.depth ?? 0) }
        case .set(let indices): indices.depth
        }
    }
}

extension [Expression] {
    fileprivate var depth: Int { self.reduce(0) { Swift.max($0, $1.depth) } }
}

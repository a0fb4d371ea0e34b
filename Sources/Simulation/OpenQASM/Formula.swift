import CircuitModel

/// A number that is constant or follows from the inputs.
enum Formula: Equatable {
    case constant(Double)
    /// Postfix.
    case steps([ParameterFormulas.Step])

    /// Longer ones are refused: substituting gates into gates can double them each time.
    static let stepCountMax = 10_000

    var steps: [ParameterFormulas.Step] {
        switch self {
        case .constant(let value): [.constant(value)]
        case .steps(let steps): steps
        }
    }

    var constant: Double? {
        switch self {
        case .constant(let value): value
        case .steps: nil
        }
    }

    func applying(_ function: ParameterFormulas.Function) -> Formula {
        switch self {
        case .constant(let value): .constant(function(value))
        case .steps(let steps): .steps(steps + [.apply(function)])
        }
    }

    func combined(_ operation: ParameterFormulas.Operator, _ other: Formula) -> Formula {
        if case .constant(let left) = self, case .constant(let right) = other {
            return .constant(operation(left, right))
        }
        return .steps(self.steps + other.steps + [.combine(operation)])
    }

    static prefix func - (operand: Formula) -> Formula { operand.applying(.negate) }
    static func + (left: Formula, right: Formula) -> Formula { left.combined(.add, right) }
    static func * (left: Formula, right: Double) -> Formula { left.combined(.multiply, .constant(right)) }
}

/// How the parameters of a circuit follow from numbers that are given with each run, its inputs.
///
/// Formulas in postfix order, one after the other.
package struct ParameterFormulas: Equatable, Sendable {
    package enum Step: Equatable, Sendable {
        case constant(Double)
        /// The input of this index.
        case input(Int)
        case apply(Function)
        case combine(Operator)
    }

    package enum Function: String, CaseIterable, Sendable {
        case negate = "-"
        case sine = "sin"
        case cosine = "cos"
        case tangent = "tan"
        case arcSine = "arcsin"
        case arcCosine = "arccos"
        case arcTangent = "arctan"
        case exponential = "exp"
        case logarithm = "log"
        case squareRoot = "sqrt"
        case ceiling = "ceiling"
        case floor = "floor"
        /// Towards 0, as a cast to an integer does.
        case truncate = "int"
    }

    package enum Operator: String, CaseIterable, Sendable {
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case power = "**"
        /// With the sign of the left side.
        case remainder = "%"
    }

    package let inputCount: Int
    private var steps: [Step] = []
    /// Where each formula ends.
    private var ends: [Int] = []
    private var depthMax = 0

    package init(inputCount: Int) { self.inputCount = inputCount }

    package var count: Int { self.ends.count }
    package var stepCount: Int { self.steps.count }

    /// Adds the formula of the next parameter.
    ///
    /// - Precondition: It leaves one value, and its inputs are there.
    package mutating func append(_ formula: [Step]) {
        var depth = 0
        for step in formula {
            switch step {
            case .constant: depth += 1
            case .input(let index):
                precondition(index >= 0 && index < self.inputCount, "A formula uses inputs that are there.")
                depth += 1
            case .apply: precondition(depth >= 1, "A function has an argument.")
            case .combine:
                precondition(depth >= 2, "An operator has two sides.")
                depth -= 1
            }
            self.depthMax = max(self.depthMax, depth)
        }
        precondition(depth == 1, "A formula has one value.")
        self.steps.append(contentsOf: formula)
        self.ends.append(self.steps.count)
    }

    /// The parameters for these inputs; what is not defined is no number.
    package func values(of inputs: [Double]) -> [Double] {
        precondition(inputs.count == self.inputCount, "Every input has a value.")
        var values: [Double] = []
        values.reserveCapacity(self.ends.count)
        var stack: [Double] = []
        stack.reserveCapacity(self.depthMax)
        var index = 0
        for end in self.ends {
            while index < end {
                switch self.steps[index] {
                case .constant(let value): stack.append(value)
                case .input(let input): stack.append(inputs[input])
                case .apply(let function): stack.append(function(stack.removeLast()))
                case .combine(let combine):
                    let right = stack.removeLast()
                    stack.append(combine(stack.removeLast(), right))
                }
                index += 1
            }
            values.append(stack.removeLast())
        }
        return values
    }
}

import CircuitModel

/// What is made of small parts may be large: used twice, and what that makes used twice again.
extension Unfolding {
    /// Refuses a value that has grown beyond what is computed with, and counts what it takes to look.
    mutating func checkSize(of value: Value, _ offset: Int) throws(SyntaxError) {
        switch value {
        case .boolean, .integer, .float, .bits, .duration: break
        case .formula(.constant, _): break
        case .formula(.steps(let steps), _):
            guard steps.count <= Formula.stepCountMax else {
                throw SyntaxError(
                    "An angle is a longer formula than it may be.", at: offset, limit: Formula.stepCountMax)
            }
            try self.step(at: offset, count: steps.count / 16)
        case .clbits(let places, _), .qubits(let places, _):
            let limit = max(self.limits.qubitCountMax, self.limits.clbitCountMax)
            guard places.count <= limit else {
                throw SyntaxError("A register is longer than it may be.", at: offset, limit: limit)
            }
            try self.step(at: offset, count: places.count / 64)
        case .runtime(let expression, _):
            let limit = self.limits.expressionEntryCountMax
            let count = expression.entryCount(atMost: limit, depthMax: self.limits.unfoldingDepthMax)
            guard let count else {
                throw SyntaxError("An expression is longer than it may be.", at: offset, limit: limit)
            }
            try self.step(at: offset, count: count / 4)
        }
    }

    /// Steps that a gate takes at least; looks at each definition once, however often it is used.
    mutating func size(ofGate name: String) -> Int {
        guard case .written(let gate) = self.gates[name] else { return 1 }
        if let size = self.gateSizes[name] { return size }
        // A gate that uses itself is refused when it is unfolded.
        self.gateSizes[name] = 1
        var size = 1
        for statement in gate.body {
            guard case .call(let call) = statement.kind else { continue }
            let (sum, isBeyond) = size.addingReportingOverflow(self.size(ofGate: call.name))
            size = isBeyond ? .max : sum
        }
        self.gateSizes[name] = size
        return size
    }
}

extension ClassicalExpression {
    /// Entries; nil where there are more, or deeper ones, than may be.
    fileprivate func entryCount(atMost limit: Int, depthMax: Int) -> Int? {
        var count = 0
        return self.count(into: &count, limit, depthMax) ? count : nil
    }

    private func count(into count: inout Int, _ limit: Int, _ depthMax: Int) -> Bool {
        count += 1
        guard count <= limit, depthMax > 0 else { return false }
        switch self {
        case .clbit, .clbits, .variable, .boolean, .integer, .float, .parameter: return true
        case .cast(let operand, _), .unary(_, let operand):
            return operand.count(into: &count, limit, depthMax - 1)
        case .binary(_, let left, let right), .bit(let left, let right):
            return left.count(into: &count, limit, depthMax - 1)
                && right.count(into: &count, limit, depthMax - 1)
        }
    }
}

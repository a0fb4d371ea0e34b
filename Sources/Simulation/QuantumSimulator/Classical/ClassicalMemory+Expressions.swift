import CircuitModel

extension ClassicalMemory {
    /// What an expression is worth now.
    ///
    /// - Parameter scope: Of the circuit that the expression is part of.
    func value(of expression: ClassicalExpression, in scope: ClassicalScope) -> ClassicalValue {
        switch expression {
        case .clbit(let clbit): return .boolean(self[clbit])
        case .clbits(let clbits): return .integer(self.bits(at: clbits), width: clbits.count, isSigned: false)
        case .variable(let index):
            return ClassicalValue(bits: self[variable: index], as: scope.variables[index])
        case .boolean(let value): return .boolean(value)
        case .integer(let bits, let width, let isSigned):
            return .integer(bits, width: width, isSigned: isSigned)
        case .float(let value): return .float(value)
        case .parameter(let index): return .float(scope.parameters[index])
        case .cast(let inner, let type): return self.value(of: inner, in: scope).cast(to: type)
        case .unary(let unary, let inner): return self.value(of: inner, in: scope).applying(unary)
        case .binary(let binary, let left, let right):
            return self.value(of: left, in: scope).applying(binary, self.value(of: right, in: scope))
        case .bit(let of, let at):
            let (bits, place) = (
                self.value(of: of, in: scope).bits, self.value(of: at, in: scope).bits
            )
            return .boolean(bits >> place & 1 == 1)
        }
    }

    func satisfies(_ condition: Condition, in scope: ClassicalScope) -> Bool {
        switch condition {
        case .expression(let expression): return self.value(of: expression, in: scope).isTrue
        case .bits(let clbits, let value, let isNegated):
            let equal = clbits.enumerated().allSatisfy { index, clbit in
                self[clbit] == (value[index >> 6] >> UInt64(index & 63) & 1 == 1)
            }
            return equal != isNegated
        }
    }

    mutating func store(_ value: ClassicalValue, in target: ClassicalTarget, scope: ClassicalScope) {
        switch target {
        case .variable(let index): self[variable: index] = value.cast(to: scope.variables[index]).bits
        case .clbit(let clbit): self[clbit] = value.isTrue
        case .clbits(let clbits):
            for (place, clbit) in clbits.enumerated() { self[clbit] = value.bits >> UInt64(place) & 1 == 1 }
        }
    }

    private func bits(at clbits: [Int]) -> UInt64 {
        clbits.enumerated().reduce(0) { $0 | (self[$1.element] ? 1 : 0) << UInt64($1.offset) }
    }
}

extension CircuitStructure {
    /// The gate that takes one of a run's numbers, to be named; nil where a formula takes it. Looks at all gates.
    func gate(takingNumber number: Int) -> CircuitFormatError.Gate? {
        guard self.formulas == nil else { return nil }
        for (index, instruction) in self.circuit.instructions.enumerated() {
            guard let gate = Self.gate(takingNumber: number, in: instruction) else { continue }
            let operands = self.circuit.operands[gate.operandStart..<(gate.operandStart + gate.operandCount)]
            return CircuitFormatError.Gate(instructionIndex: index, qubits: operands.map { Int($0) })
        }
        return nil
    }

    private static func gate(takingNumber number: Int, in instruction: Instruction) -> GateOperation? {
        func found(_ body: [Instruction]) -> GateOperation? {
            body.lazy.compactMap { Self.gate(takingNumber: number, in: $0) }.first
        }
        switch instruction {
        case .gate(let gate):
            let numbers = gate.parameterStart..<(gate.parameterStart + gate.kind.parameterCount)
            return numbers.contains(number) ? gate : nil
        case .conditional(_, let then, let otherwise): return found(then) ?? found(otherwise)
        case .whileLoop(_, let body), .forLoop(_, _, _, _, let body): return found(body)
        case .rounds(let bodies): return bodies.lazy.compactMap { found($0) }.first
        case .switchCase(_, let cases): return cases.lazy.compactMap { found($0.body) }.first
        case .measure, .reset, .barrier, .delay, .breakLoop, .continueLoop, .store, .save: return nil
        }
    }
}

import CircuitModel

extension Circuit {
    /// Appends a gate; added controls come first among the qubits.
    mutating func append(
        _ gate: StandardGate, qubits: [Int], parameters: [Double] = [], addedControlCount: Int = 0,
        addedControlState: UInt64 = 0
    ) {
        self.append(
            .standard(gate), qubits: qubits, parameters: parameters, addedControlCount: addedControlCount,
            addedControlState: addedControlState)
    }

    mutating func append(
        _ kind: GateOperation.Kind, qubits: [Int], parameters: [Double], addedControlCount: Int = 0,
        addedControlState: UInt64 = 0
    ) {
        let operation = self.operation(
            kind, qubits: qubits, parameters: parameters, addedControlCount: addedControlCount,
            addedControlState: addedControlState)
        self.instructions.append(.gate(operation))
    }

    /// Takes operands and parameters in; for a gate that goes into a body.
    mutating func operation(
        _ kind: GateOperation.Kind, qubits: [Int], parameters: [Double] = [], addedControlCount: Int = 0,
        addedControlState: UInt64 = 0
    ) -> GateOperation {
        let operation = GateOperation(
            kind, addedControlCount: addedControlCount, addedControlState: addedControlState,
            operandStart: self.operands.count, parameterStart: self.parameters.count)
        self.operands.append(contentsOf: qubits.map { UInt32($0) })
        self.parameters.append(contentsOf: parameters)
        return operation
    }

    mutating func measure(_ qubit: Int, into clbit: Int) {
        self.instructions.append(.measure(qubit: qubit, clbit: clbit))
    }
}

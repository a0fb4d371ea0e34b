/// A gate of a circuit: which, on which qubits, with which parameters.
package struct GateOperation: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        /// A gate of the table.
        case standard(StandardGate)
        /// A matrix on this many qubits: `4^n` entries, row-major; bit 0 of an index is the first operand.
        case unitary(qubitCount: Int)
        /// A diagonal matrix on this many qubits: `2^n` entries.
        case diagonal(qubitCount: Int)
    }

    package var kind: Kind
    /// Controls beyond those the gate itself has; they come first among the operands.
    package var addedControlCount: Int
    /// What the added controls must hold for the gate to act: bit 0 is the first of them.
    package var addedControlState: UInt64
    package var operandStart: Int
    package var parameterStart: Int

    package init(
        _ kind: Kind, addedControlCount: Int = 0, addedControlState: UInt64 = 0,
        operandStart: Int, parameterStart: Int
    ) {
        self.kind = kind
        self.addedControlCount = addedControlCount
        self.addedControlState = addedControlState
        self.operandStart = operandStart
        self.parameterStart = parameterStart
    }

    package var operandCount: Int { self.addedControlCount + self.kind.qubitCount }
}

extension GateOperation.Kind {
    /// Operands, the gate's own controls included.
    package var qubitCount: Int {
        switch self {
        case .standard(let gate): gate.shape.qubitCount
        case .unitary(let qubitCount), .diagonal(let qubitCount): qubitCount
        }
    }

    /// Numbers taken from the parameters.
    package var parameterCount: Int {
        switch self {
        case .standard(let gate): gate.shape.parameterCount
        case .unitary(let qubitCount): 2 << (2 * qubitCount)
        case .diagonal(let qubitCount): 2 << qubitCount
        }
    }
}

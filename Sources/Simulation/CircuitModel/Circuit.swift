/// A circuit as it is simulated: bound parameters, flat operands, nested bodies for conditions.
///
/// Operands and parameters of all instructions lie one after the other in two arrays, in program order;
/// instructions say where theirs start. Qubit 0 is the least significant bit of an amplitude's index, classical
/// bit 0 that of an outcome, as in Qiskit.
package struct Circuit: Equatable, Sendable {
    package var qubitCount: Int
    package var clbitCount: Int
    /// Radians. No count depends on it; an amplitude does.
    package var globalPhase: Double
    /// Qubit indices of gates, each below ``qubitCount``.
    package var operands: [UInt32]
    /// Angles of gates, and matrix entries as real then imaginary part.
    package var parameters: [Double]
    package var instructions: [Instruction]
    /// Types of the classical variables beside the bits; each begins as false or 0.
    package var variables: [ClassicalType]

    package init(
        qubitCount: Int, clbitCount: Int, globalPhase: Double = 0, variables: [ClassicalType] = []
    ) {
        self.qubitCount = qubitCount
        self.clbitCount = clbitCount
        self.variables = variables
        self.globalPhase = globalPhase
        self.operands = []
        self.parameters = []
        self.instructions = []
    }
}

extension Circuit {
    package func operands(of operation: GateOperation) -> ArraySlice<UInt32> {
        self.operands[operation.operandStart..<(operation.operandStart + operation.operandCount)]
    }

    package func parameters(of operation: GateOperation) -> ArraySlice<Double> {
        let count = operation.kind.parameterCount
        return self.parameters[operation.parameterStart..<(operation.parameterStart + count)]
    }
}

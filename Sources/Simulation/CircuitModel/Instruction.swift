/// One step of a circuit.
package enum Instruction: Equatable, Sendable {
    /// A unitary operation on qubits.
    case gate(GateOperation)
    /// Measures a qubit in the computational basis and writes the outcome to a classical bit.
    case measure(qubit: Int, clbit: Int)
    /// Brings a qubit to 0, whatever it was.
    case reset(qubit: Int)
    /// Orders what is before and after it; without effect on the outcome.
    case barrier(qubits: [Int])
    /// Lets qubits wait, for seconds; without effect but under noise that acts on time.
    case delay(qubit: Int, seconds: Double)
    /// Runs one of two bodies, by what is known now.
    case conditional(Condition, then: [Instruction], otherwise: [Instruction])
    /// Runs a body as long as the condition holds before it.
    case whileLoop(Condition, body: [Instruction])
    /// Runs a body `count` times; a variable, if there is one, holds start, start + step, … .
    case forLoop(variable: Int?, start: Int64, step: Int64, count: Int, body: [Instruction])
    /// Runs bodies one after the other, as a loop whose rounds differ.
    case rounds([[Instruction]])
    /// Runs the first case that holds an integer's value, or none.
    case switchCase(ClassicalExpression, [SwitchCase])
    /// Leaves the innermost loop.
    case breakLoop
    /// Goes on with the next round of the innermost loop.
    case continueLoop
    /// Computes a value and keeps it.
    case store(ClassicalTarget, ClassicalExpression)
    /// Reports something about the state.
    case save(SavePoint)
}

import CircuitModel

/// One operation of a program: qubits are bits of the state's index, bodies are jumps.
enum Step {
    /// A matrix on one qubit, the start of its 8 numbers among the program's.
    case oneQubit(matrix: Int, target: Int)
    case controlled(matrix: Int, target: Int, controls: Controls)
    case flip(target: Int, controls: Controls)
    case swap(Int, Int, controls: Controls)
    /// Multiplies the amplitudes in which the controls hold.
    case multiply(controls: Controls, real: Double, imaginary: Double)
    case dense(matrix: Int, targets: Range<Int>, controls: Controls)
    case diagonal(entries: Int, targets: Range<Int>, controls: Controls)
    case measure(qubit: Int, clbit: Int)
    /// The outcome of measuring a qubit that nothing acts on.
    case clear(clbit: Int)
    case reset(qubit: Int)
    /// Goes on elsewhere unless the condition holds.
    case jumpUnless(Condition, to: Int)
    case jump(to: Int)

    /// Qubits that must hold a value, as bits of an index.
    struct Controls {
        var mask: Int
        /// A subset of the mask.
        var value: Int

        static let none = Controls(mask: 0, value: 0)
    }
}

/// One step of a stabiliser program. Numbers of channels and the like are those that the program gave out.
package enum StabilizerOperation: Equatable, Sendable {
    case hadamard(Int)
    /// The phase gate: 1 gains a factor of i.
    case s(Int)
    case sAdjoint(Int)
    case x(Int)
    case y(Int)
    case z(Int)
    case cx(control: Int, target: Int)
    case cz(Int, Int)
    case swap(Int, Int)
    /// Writes the outcome of the computational basis to a classical bit.
    case measure(qubit: Int, clbit: Int)
    case reset(Int)
    /// Paulis at random, on one qubit.
    case noise(channel: Int, Int)
    /// Paulis at random, on two qubits; the first is the lower pair of bits of a channel's term.
    case pairNoise(channel: Int, Int, Int)
    /// Misreads a classical bit at random.
    case misread(clbit: Int, error: Int)
    /// Paulis by what the classical bits hold.
    case conditional(Int)
    /// Takes the mean of a Pauli string over the shots.
    case observe(Int)
}

package import QuantumSimulator
package import RuntimeModel

/// The circuits of a request that was read. They can be run in any order, several at once.
package protocol CircuitBatch: Sendable {
    /// What each circuit is expected to take; at least one.
    var costs: [MethodCost] { get }

    /// Runs some of the circuits; each is run once.
    ///
    /// - Returns: The packed reply from the call that ran the last one, `nil` before.
    /// - Throws: a code and a sentence for the program; `simulator.cancelled` when `cancellation` was raised.
    func run(_ circuits: Range<Int>, cancellation: CancellationFlag) throws(RuntimeError) -> [UInt8]?
}

package import QuantumSimulator
package import RuntimeModel

/// Runs circuit requests. Called on work threads, several at once.
package protocol CircuitEngine: Sendable {
    /// Runs one request (packed circuits) and answers with the packed reply.
    ///
    /// - Throws: a code and a sentence for the program; `simulator.cancelled` when `cancellation` was raised.
    func run(request: [UInt8], cancellation: CancellationFlag) throws(RuntimeError) -> [UInt8]
}

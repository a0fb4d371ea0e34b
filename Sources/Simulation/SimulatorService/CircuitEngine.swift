package import QuantumSimulator
package import RuntimeModel

/// Reads circuit requests. Called on the loop and on work threads, several at once.
package protocol CircuitEngine: Sendable {
    /// Reads a packed request and finds out what its circuits take, without computing any.
    ///
    /// - Parameters:
    ///   - earlier: What the connection holds; its requests are read one after the other.
    ///   - cancellation: Ends the reading of what turns out to be long.
    /// - Throws: a code and a sentence for the program.
    func read(
        _ request: [UInt8], earlier: HeldByConnection, cancellation: CancellationFlag
    ) throws(RuntimeError) -> any CircuitBatch

    /// Whether reading a request may take much longer than its bytes tell.
    func mayReadLong(_ request: [UInt8]) -> Bool
}

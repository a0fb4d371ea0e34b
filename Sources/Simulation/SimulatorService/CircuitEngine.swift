package import RuntimeModel

/// Reads circuit requests. Called on the loop and on work threads, several at once.
package protocol CircuitEngine: Sendable {
    /// Reads a packed request and finds out what its circuits take, without computing any.
    ///
    /// - Parameter earlier: What the connection holds; its requests are read one after the other.
    /// - Throws: a code and a sentence for the program.
    func read(_ request: [UInt8], earlier: HeldByConnection) throws(RuntimeError) -> any CircuitBatch
}

/// Writes that become durable together or not at all.
package struct StoreTransaction: Hashable, Sendable {
    /// When its key is taken, none of the writes happens.
    package var claim: IdempotencyClaim?
    /// In this order.
    package var writes: [StoreWrite]

    package init(claim: IdempotencyClaim? = nil, writes: [StoreWrite]) {
        self.claim = claim
        self.writes = writes
    }
}

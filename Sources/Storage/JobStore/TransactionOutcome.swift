/// What became of a transaction of a batch that was committed.
package enum TransactionOutcome: Hashable, Sendable {
    /// Its writes are durable.
    case applied
    /// Its key had been claimed: nothing was written.
    case repeated(EarlierClaim)
}

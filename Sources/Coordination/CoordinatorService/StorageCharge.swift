import RuntimeModel

/// Bytes of a transaction that count for an account's quota.
struct StorageCharge {
    var account: AccountID
    var byteCount: Int
}

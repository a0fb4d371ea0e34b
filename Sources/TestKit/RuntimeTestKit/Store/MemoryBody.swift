import RuntimeModel

/// A whole body of an ``InMemoryJobStore``.
struct MemoryBody: Sendable {
    var bytes: [UInt8]
    /// When it was put, or wanted again.
    var keptAt: Timestamp
    /// For whom it counts while nothing refers to it.
    var account: AccountID
}

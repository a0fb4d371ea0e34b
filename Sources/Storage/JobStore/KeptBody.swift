package import RuntimeModel

/// What the store says of a body that is wanted.
package struct KeptBody: Hashable, Sendable {
    /// Its length.
    package var byteCount: Int
    /// For whom it counts while nothing refers to it; `nil` when something does.
    package var unusedFor: AccountID?

    package init(byteCount: Int, unusedFor: AccountID?) {
        self.byteCount = byteCount
        self.unusedFor = unusedFor
    }
}

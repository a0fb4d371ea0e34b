package import RuntimeModel

/// An account. The token itself is nowhere in the store.
package struct StoredAccount: Hashable, Sendable {
    /// Its name.
    package var id: AccountID
    /// What it may do.
    package var role: AccountRole
    /// SHA-256 of its token, which has 256 random bits.
    package var tokenHash: [UInt8]
    /// When it was made.
    package var createdAt: Timestamp

    package init(id: AccountID, role: AccountRole, tokenHash: [UInt8], createdAt: Timestamp) {
        self.id = id
        self.role = role
        self.tokenHash = tokenHash
        self.createdAt = createdAt
    }
}

package import RuntimeModel

/// An account. The token itself is nowhere in the store.
package struct StoredAccount: Hashable, Sendable {
    /// Its name.
    package var id: AccountID
    /// What it may do.
    package var role: AccountRole
    /// Whether it may make its programs public.
    package var mayPublish: Bool
    /// Whether its token opens nothing.
    package var isDisabled: Bool
    /// What it may take up, where that is not the default.
    package var quotas: AccountQuotas
    /// SHA-256 of its token, which has 256 random bits.
    package var tokenHash: [UInt8]
    /// When it was made.
    package var createdAt: Timestamp

    package init(
        id: AccountID, role: AccountRole, mayPublish: Bool = false, isDisabled: Bool = false,
        quotas: AccountQuotas = AccountQuotas(), tokenHash: [UInt8], createdAt: Timestamp
    ) {
        self.id = id
        self.role = role
        self.mayPublish = mayPublish
        self.isDisabled = isDisabled
        self.quotas = quotas
        self.tokenHash = tokenHash
        self.createdAt = createdAt
    }
}

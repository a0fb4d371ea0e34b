package import RuntimeModel

/// An account as the list shows it.
package struct AccountSummary: Hashable, Sendable, Codable {
    /// Its name.
    package var account: AccountID
    /// What it may do.
    package var role: AccountRole
    /// When it was made.
    package var createdAt: Timestamp

    package init(account: AccountID, role: AccountRole, createdAt: Timestamp) {
        self.account = account
        self.role = role
        self.createdAt = createdAt
    }

    private enum CodingKeys: String, CodingKey {
        case account, role
        case createdAt = "created_at"
    }
}

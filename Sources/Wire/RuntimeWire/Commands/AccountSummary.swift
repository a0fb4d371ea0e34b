public import RuntimeModel

/// An account as the list shows it.
public struct AccountSummary: Hashable, Sendable, Codable {
    /// Its name.
    public var account: AccountID
    /// What it may do.
    public var role: AccountRole
    /// When it was made.
    public var createdAt: Timestamp

    /// Makes one from its fields.
    public init(account: AccountID, role: AccountRole, createdAt: Timestamp) {
        self.account = account
        self.role = role
        self.createdAt = createdAt
    }

    private enum CodingKeys: String, CodingKey {
        case account, role
        case createdAt = "created_at"
    }
}

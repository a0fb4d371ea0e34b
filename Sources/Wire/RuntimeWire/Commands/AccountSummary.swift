public import RuntimeModel

/// An account as the list shows it.
public struct AccountSummary: Hashable, Sendable, Codable {
    /// Its name.
    public var account: AccountID
    /// What it may do.
    public var role: AccountRole
    /// Whether it may make its programs public.
    public var mayPublish: Bool
    /// Whether its token opens nothing.
    public var isDisabled: Bool
    /// What it may take up, with the service's defaults filled in.
    public var quotas: AccountQuotas
    /// What it takes up.
    public var usage: AccountUsage
    /// When it was made.
    public var createdAt: Timestamp

    /// Makes one from its fields.
    public init(
        account: AccountID, role: AccountRole, mayPublish: Bool, isDisabled: Bool, quotas: AccountQuotas,
        usage: AccountUsage, createdAt: Timestamp
    ) {
        self.account = account
        self.role = role
        self.mayPublish = mayPublish
        self.isDisabled = isDisabled
        self.quotas = quotas
        self.usage = usage
        self.createdAt = createdAt
    }

    private enum CodingKeys: String, CodingKey {
        case account, role, quotas, usage
        case mayPublish = "may_publish"
        case isDisabled = "is_disabled"
        case createdAt = "created_at"
    }
}

package import RuntimeModel

/// `account.update` (JSON frame, administrators only): what is left out stays. Answer: ``AccountSummary``.
package struct AccountUpdate: Hashable, Sendable, Codable {
    /// Which account.
    package var account: AccountID
    /// What it may do.
    package var role: AccountRole?
    /// Whether it may make its programs public.
    package var mayPublish: Bool?
    /// Whether its token opens nothing and its waiting jobs go on waiting.
    package var isDisabled: Bool?
    /// What it may take up; replaced as a whole.
    package var quotas: AccountQuotas?

    package init(
        account: AccountID, role: AccountRole? = nil, mayPublish: Bool? = nil, isDisabled: Bool? = nil,
        quotas: AccountQuotas? = nil
    ) {
        self.account = account
        self.role = role
        self.mayPublish = mayPublish
        self.isDisabled = isDisabled
        self.quotas = quotas
    }

    private enum CodingKeys: String, CodingKey {
        case account, role, quotas
        case mayPublish = "may_publish"
        case isDisabled = "is_disabled"
    }
}

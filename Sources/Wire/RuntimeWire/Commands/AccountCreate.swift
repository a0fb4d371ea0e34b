package import RuntimeModel

/// `account.create` (JSON frame, administrators only). Answer: ``AccountToken``.
package struct AccountCreate: Hashable, Sendable, Codable {
    /// Its name: 1 to 32 lower-case letters, digits, hyphens.
    package var account: AccountID
    /// What it may do.
    package var role: AccountRole
    /// Whether it may make its programs public; not without it.
    package var mayPublish: Bool?
    /// What it may take up; the service's defaults without it.
    package var quotas: AccountQuotas?

    package init(
        account: AccountID, role: AccountRole, mayPublish: Bool? = nil, quotas: AccountQuotas? = nil
    ) {
        self.account = account
        self.role = role
        self.mayPublish = mayPublish
        self.quotas = quotas
    }

    private enum CodingKeys: String, CodingKey {
        case account, role, quotas
        case mayPublish = "may_publish"
    }
}

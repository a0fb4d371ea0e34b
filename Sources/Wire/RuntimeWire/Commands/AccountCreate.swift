package import RuntimeModel

/// `account.create` (JSON frame, administrators only). Answer: ``AccountToken``.
package struct AccountCreate: Hashable, Sendable, Codable {
    /// Its name: 1 to 32 lower-case letters, digits, hyphens.
    package var account: AccountID
    /// What it may do.
    package var role: AccountRole

    package init(account: AccountID, role: AccountRole) {
        self.account = account
        self.role = role
    }
}

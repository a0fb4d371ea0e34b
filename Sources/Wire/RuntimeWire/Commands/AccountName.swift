package import RuntimeModel

/// `account.delete`, `account.renew-token` (JSON frame, administrators only): names an account. Answers: an empty
/// object; ``AccountToken``.
package struct AccountName: Hashable, Sendable, Codable {
    /// Which account.
    package var account: AccountID

    package init(account: AccountID) {
        self.account = account
    }
}

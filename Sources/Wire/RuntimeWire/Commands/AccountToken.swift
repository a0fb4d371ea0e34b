package import RuntimeModel

/// Answer to `account.create`: the only time the token is shown.
package struct AccountToken: Hashable, Sendable, Codable {
    /// The new account.
    package var account: AccountID
    /// What its clients connect with.
    package var token: String

    package init(account: AccountID, token: String) {
        self.account = account
        self.token = token
    }
}

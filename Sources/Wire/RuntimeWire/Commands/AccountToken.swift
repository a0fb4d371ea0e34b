public import RuntimeModel

/// Answer to `account.create` and `account.renew-token`: the only time the token is shown.
public struct AccountToken: Hashable, Sendable, Codable {
    /// Whose it is.
    public var account: AccountID
    /// What its clients connect with.
    public var token: String

    /// Makes one from its fields.
    public init(account: AccountID, token: String) {
        self.account = account
        self.token = token
    }
}

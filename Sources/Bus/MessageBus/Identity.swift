package import RuntimeModel

/// Whom a connection was authenticated as, and by which of the account's tokens.
package struct Identity: Hashable, Sendable {
    package let account: AccountID
    /// Tells the account's tokens apart without telling anything of them: letters and digits, at most 64. Empty where
    /// tokens are not renewed.
    package let tokenMark: String
    package init(account: AccountID, tokenMark: String = "") {
        self.account = account
        self.tokenMark = tokenMark
    }
}

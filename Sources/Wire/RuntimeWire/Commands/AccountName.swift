package import RuntimeModel

/// `account.delete` (JSON frame, administrators only). Answer: an empty object.
package struct AccountName: Hashable, Sendable, Codable {
    /// Which account.
    package var account: AccountID

    package init(account: AccountID) {
        self.account = account
    }
}

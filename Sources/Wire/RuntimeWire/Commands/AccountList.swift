/// Answer to `account.list`.
package struct AccountList: Hashable, Sendable, Codable {
    /// The rows.
    package var accounts: [AccountSummary]
    /// How many there are in all.
    package var count: Int

    package init(accounts: [AccountSummary], count: Int) {
        self.accounts = accounts
        self.count = count
    }
}

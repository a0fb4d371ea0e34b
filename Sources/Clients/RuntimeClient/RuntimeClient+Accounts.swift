public import RuntimeModel
public import RuntimeWire

/// Accounts: for administrators; others get `account.notAllowed`.
extension RuntimeClient {
    /// Makes an account. The token is shown this once.
    ///
    /// - Parameters:
    ///   - mayPublish: whether it may make its programs public.
    ///   - quotas: what it may take up; what is left out is the service's default.
    public func createAccount(
        _ account: AccountID, role: AccountRole, mayPublish: Bool = false,
        quotas: AccountQuotas = AccountQuotas()
    ) async throws -> AccountToken {
        let wish = AccountCreate(account: account, role: role, mayPublish: mayPublish, quotas: quotas)
        return try await self.ask(.accountCreate, json: wish, as: AccountToken.self)
    }

    /// All accounts, with what they take up.
    public func accounts() async throws -> [AccountSummary] {
        try await self.rows(limit: .max, offset: 0) { limit, offset in
            let wish = Page(limit: limit, offset: offset)
            let list = try await self.ask(.accountList, json: wish, as: AccountList.self)
            return (list.accounts, list.count)
        }.rows
    }

    /// Changes an account; what is left out stays. A disabled account's token opens nothing, its commands are refused
    /// on open connections too, and its waiting jobs go on waiting.
    @discardableResult
    public func updateAccount(
        _ account: AccountID, role: AccountRole? = nil, mayPublish: Bool? = nil, isDisabled: Bool? = nil,
        quotas: AccountQuotas? = nil
    ) async throws -> AccountSummary {
        let wish = AccountUpdate(
            account: account, role: role, mayPublish: mayPublish, isDisabled: isDisabled, quotas: quotas)
        return try await self.ask(.accountUpdate, json: wish, as: AccountSummary.self)
    }

    /// Replaces an account's token: the old one opens no new connection. The new one is shown this once.
    public func renewToken(of account: AccountID) async throws -> AccountToken {
        try await self.ask(.accountRenewToken, json: AccountName(account: account), as: AccountToken.self)
    }

    /// Deletes an account; its jobs and programs stay.
    public func deleteAccount(_ account: AccountID) async throws {
        _ = try await self.ask(.accountDelete, json: AccountName(account: account), as: NoContent.self)
    }
}

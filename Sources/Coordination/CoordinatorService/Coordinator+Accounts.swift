import ContentHashing
package import JobStore
import MessageBus
package import RuntimeModel
import RuntimeWire

extension Coordinator {
    func accountCreate(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        try self.requireAdministrator(address.account)
        let wish = try message.json(as: AccountCreate.self)
        guard AccountDirectory.isName(wish.account.rawValue) else {
            throw RuntimeError(
                .invalidCommand,
                "An account's name is 1 to 32 lower-case letters, digits and hyphens, a letter first.")
        }
        guard self.accounts.account(wish.account) == nil else {
            throw RuntimeError(.conflict, "There is an account of that name already.")
        }
        let (account, token) = Self.makeAccount(wish.account, wish.role, at: self.loop.timestamp)
        // Taken at once, so that a second wish in the same batch finds it.
        self.accounts.put(account)
        self.submit(StoreTransaction(writes: [.insertAccount(account)]), for: address) { coordinator in
            coordinator.reply(AccountToken(account: account.id, token: token), to: address)
        }
    }

    func accountList(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        try self.requireAdministrator(address.account)
        let page = try message.json(as: Page.self)
        let (limit, offset) = Self.page(limit: page.limit, offset: page.offset)
        let all = self.accounts.all
        let rows = all.dropFirst(offset).prefix(limit).map {
            AccountSummary(account: $0.id, role: $0.role, createdAt: $0.createdAt)
        }
        self.reply(AccountList(accounts: Array(rows), count: all.count), to: address)
    }

    func accountDelete(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        try self.requireAdministrator(address.account)
        let wish = try message.json(as: AccountName.self)
        guard self.accounts.account(wish.account) != nil else {
            throw RuntimeError(.invalidCommand, "There is no account of that name.")
        }
        guard wish.account != address.account else {
            throw RuntimeError(.invalidCommand, "An account cannot delete itself.")
        }
        self.accounts.remove(wish.account)
        self.submit(StoreTransaction(writes: [.deleteAccount(wish.account)]), for: address) { coordinator in
            coordinator.reply(NoContent(), to: address)
        }
    }

    /// A new account and its token, of which only the hash is kept.
    package static func makeAccount(
        _ id: AccountID, _ role: AccountRole, at time: Timestamp
    ) -> (account: StoredAccount, token: String) {
        let (token, hash) = AccountDirectory.makeToken(for: id, random: ContentHash.randomBytes(32))
        return (StoredAccount(id: id, role: role, tokenHash: hash, createdAt: time), token)
    }
}

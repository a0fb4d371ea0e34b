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
        try Self.check(wish.quotas)
        guard self.accounts.account(wish.account) == nil else {
            throw RuntimeError(.conflict, "There is an account of that name already.")
        }
        var (account, token) = Self.makeAccount(wish.account, wish.role, at: self.loop.timestamp)
        account.mayPublish = wish.mayPublish ?? false
        account.quotas = wish.quotas ?? AccountQuotas()
        // Taken at once, so that a second wish in the same batch finds it.
        self.accounts.put(account)
        let answer = AccountToken(account: account.id, token: token)
        self.submit(
            StoreTransaction(writes: [.insertAccount(account)]), for: address,
            onRefusal: { $0.accounts.remove(account.id) }
        ) { coordinator in
            coordinator.reply(answer, to: address)
        }
    }

    func accountUpdate(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        let wish = try message.json(as: AccountUpdate.self)
        let earlier = try self.account(wish.account, for: address.account)
        var account = earlier
        try Self.check(wish.quotas)
        account.role = wish.role ?? account.role
        account.mayPublish = wish.mayPublish ?? account.mayPublish
        account.isDisabled = wish.isDisabled ?? account.isDisabled
        account.quotas = wish.quotas ?? account.quotas
        guard wish.account != address.account || account.role == .administrator && !account.isDisabled else {
            throw RuntimeError(.invalidCommand, "An administrator cannot take its own rights away.")
        }
        self.accounts.put(account)
        self.submit(
            StoreTransaction(writes: [.updateAccount(account)]), for: address,
            onRefusal: { $0.accounts.put(earlier) }
        ) { coordinator in
            if wish.isDisabled == true || wish.role != nil { coordinator.endSubscriptions(of: account.id) }
            // More of its waiting jobs may run now.
            coordinator.dispatch()
            coordinator.reply(
                coordinator.summary(
                    of: account, storedByteCount: coordinator.storedByteBounds[account.id] ?? 0),
                to: address)
        }
    }

    /// Replaces a token. Connections that were opened with the old one lose their rights at once.
    func accountRenewToken(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        let wish = try message.json(as: AccountName.self)
        let earlier = try self.account(wish.account, for: address.account)
        var account = earlier
        let (token, hash) = AccountDirectory.makeToken(for: account.id, random: ContentHash.randomBytes(32))
        account.tokenHash = hash
        self.accounts.put(account)
        let answer = AccountToken(account: account.id, token: token)
        self.submit(
            StoreTransaction(writes: [.updateAccount(account)]), for: address,
            onRefusal: { $0.accounts.put(earlier) }
        ) { coordinator in
            coordinator.endSubscriptions(of: account.id)
            coordinator.reply(answer, to: address)
        }
    }

    func accountList(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        try self.requireAdministrator(address.account)
        let page = try message.json(as: Page.self)
        let (limit, offset) = try Self.page(limit: page.limit, offset: page.offset)
        self.enqueue(for: address) { coordinator in
            let counts = try await coordinator.store.storedByteCounts()
            let all = coordinator.accounts.all
            let rows = all.dropFirst(offset).prefix(limit).map {
                coordinator.summary(of: $0, storedByteCount: counts[$0.id] ?? 0)
            }
            let count = try coordinator.countThatFits(rows)
            coordinator.reply(
                AccountList(accounts: Array(rows.prefix(count)), count: all.count), to: address)
        }
    }

    func accountDelete(_ message: Message, from address: ReplyAddress) throws(RuntimeError) {
        let wish = try message.json(as: AccountName.self)
        let earlier = try self.account(wish.account, for: address.account)
        guard wish.account != address.account else {
            throw RuntimeError(.invalidCommand, "An account cannot delete itself.")
        }
        self.accounts.remove(wish.account)
        self.submit(
            StoreTransaction(writes: [.deleteAccount(wish.account)]), for: address,
            onRefusal: { $0.accounts.put(earlier) }
        ) { coordinator in
            coordinator.endSubscriptions(of: wish.account)
            coordinator.reply(NoContent(), to: address)
        }
    }

    // MARK: - What commands about accounts share

    /// The account that an administrator names.
    private func account(
        _ id: AccountID, for commander: AccountID
    ) throws(RuntimeError) -> StoredAccount {
        try self.requireAdministrator(commander)
        guard let account = self.accounts.account(id) else {
            throw RuntimeError(
                .accountNotFound, "There is no account of that name.", context: ["account": id.rawValue])
        }
        return account
    }

    private static func check(_ quotas: AccountQuotas?) throws(RuntimeError) {
        guard quotas?.isSound ?? true else {
            throw RuntimeError(.invalidCommand, "A quota is not negative.")
        }
    }

    private func summary(of account: StoredAccount, storedByteCount: Int) -> AccountSummary {
        let quotas = self.quotas(of: account.id)
        return AccountSummary(
            account: account.id, role: account.role, mayPublish: account.mayPublish,
            isDisabled: account.isDisabled,
            quotas: AccountQuotas(
                queuedJobCountMax: quotas.queued, runningJobCountMax: quotas.running,
                storedByteCountMax: quotas.storedByteCount),
            usage: self.usage(of: account.id, storedByteCount: storedByteCount),
            createdAt: account.createdAt)
    }

    /// A new account and its token, of which only the hash is kept.
    package static func makeAccount(
        _ id: AccountID, _ role: AccountRole, at time: Timestamp
    ) -> (account: StoredAccount, token: String) {
        let (token, hash) = AccountDirectory.makeToken(for: id, random: ContentHash.randomBytes(32))
        return (StoredAccount(id: id, role: role, tokenHash: hash, createdAt: time), token)
    }
}

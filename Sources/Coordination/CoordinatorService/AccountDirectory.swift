import ContentHashing
package import JobStore
package import MessageBus
package import RuntimeModel
import Synchronization

/// The accounts, as every socket's authentication asks for them.
///
/// A token's text is `spw_<account>_<64 hexadecimal digits>`; the store has its SHA-256 only. 256 random bits need no
/// slow hash.
package final class AccountDirectory: Authenticator {
    private let accounts = Mutex<[AccountID: StoredAccount]>([:])

    package init() {}

    package func identity(for credentials: Credentials) -> Identity? {
        guard let account = self.account(credentials.account), !account.isDisabled,
            ContentHash.equal(account.tokenHash, Self.hash(of: credentials.token))
        else { return nil }
        return Identity(account: account.id, tokenMark: Self.mark(of: account))
    }

    /// Lets an account's open connection go on only while its token counts.
    ///
    /// - Returns: what it may do.
    /// - Throws: `account.notAllowed` when it is disabled or gone, `account.tokenRenewed`.
    func role(of identity: Identity) throws(RuntimeError) -> AccountRole {
        guard let account = self.account(identity.account), !account.isDisabled else {
            throw RuntimeError(.notAllowed, "The account is disabled or not there any more.")
        }
        guard Self.mark(of: account) == identity.tokenMark else {
            throw RuntimeError(.tokenRenewed, "The account has a new token; connect with that.")
        }
        return account.role
    }

    /// The first digits of the token's hash: they tell tokens apart and do not help to find one.
    private static func mark(of account: StoredAccount) -> String {
        BodyReference.text(of: Array(account.tokenHash.prefix(8)))
    }

    package func account(_ id: AccountID) -> StoredAccount? {
        self.accounts.withLock { $0[id] }
    }

    /// What an account may do; `nil` when it is disabled or not there.
    package func role(of id: AccountID) -> AccountRole? {
        self.account(id).flatMap { $0.isDisabled ? nil : $0.role }
    }

    package func put(_ account: StoredAccount) {
        self.accounts.withLock { $0[account.id] = account }
    }

    package func remove(_ id: AccountID) {
        self.accounts.withLock { _ = $0.removeValue(forKey: id) }
    }

    /// Oldest first.
    package var all: [StoredAccount] {
        self.accounts.withLock { Array($0.values) }.sorted {
            ($0.createdAt, $0.id.rawValue) < ($1.createdAt, $1.id.rawValue)
        }
    }

    /// A new token for an account, and the hash to store.
    package static func makeToken(for account: AccountID, random: [UInt8]) -> (token: String, hash: [UInt8]) {
        let token = "spw_\(account.rawValue)_\(BodyReference.text(of: random))"
        return (token, self.hash(of: token))
    }

    /// Whether a text may name an account: 1 to 32 lower-case letters, digits and hyphens, a letter first.
    package static func isName(_ text: String) -> Bool {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard (1...32).contains(text.utf8.count), let first = text.utf8.first, letters.contains(first) else {
            return false
        }
        return text.utf8.allSatisfy { letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "-") }
    }

    /// What the store keeps of a token.
    package static func hash(of token: String) -> [UInt8] { ContentHash.sha256(Array(token.utf8)) }
}

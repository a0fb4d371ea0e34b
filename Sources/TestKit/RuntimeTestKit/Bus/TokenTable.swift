package import MessageBus
package import RuntimeModel
import Synchronization

/// An authenticator for tests: a fixed table of tokens. Notes who was refused.
package final class TokenTable: Authenticator {
    private let tokens: [AccountID: String]
    /// The accounts that connections claimed with a wrong token, in order.
    package let refusals = EventRecorder<AccountID>()

    /// - Parameter accounts: Their token is their name, reversed.
    package init(accounts: [AccountID]) {
        self.tokens = Dictionary(
            accounts.map { ($0, Self.token(of: $0)) }, uniquingKeysWith: { first, _ in first })
    }

    /// The credentials that the table accepts for an account it knows.
    package static func credentials(_ account: AccountID) -> Credentials {
        Credentials(account: account, token: self.token(of: account))
    }

    package func identity(for credentials: Credentials) -> Identity? {
        if let token = self.tokens[credentials.account], token == credentials.token {
            return Identity(account: credentials.account)
        }
        self.refusals.record(credentials.account)
        return nil
    }

    private static func token(of account: AccountID) -> String {
        "token-" + String(account.rawValue.reversed())
    }
}

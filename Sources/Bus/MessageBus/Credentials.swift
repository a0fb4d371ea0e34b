package import RuntimeModel

/// Who connects: the mechanism is PLAIN (RFC 7 of ZeroMQ's authentication protocol, 27/ZAP).
package struct Credentials: Hashable, Sendable {
    package let account: AccountID
    /// The secret. Never logged, never in an error's context.
    package let token: String
    package init(account: AccountID, token: String) {
        self.account = account
        self.token = token
    }
}

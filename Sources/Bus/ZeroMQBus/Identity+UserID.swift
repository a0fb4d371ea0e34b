import MessageBus
import RuntimeModel

/// How an identity travels as libzmq's `User-Id`: the account's name, a space, and the mark of the token.
extension Identity {
    var userID: String { "\(self.account.rawValue) \(self.tokenMark)" }

    /// Reads what an authentication of ours has written: no peer can say it.
    init(userID: String) {
        let parts = userID.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        self.init(account: AccountID(String(parts[0])), tokenMark: parts.count > 1 ? String(parts[1]) : "")
    }
}

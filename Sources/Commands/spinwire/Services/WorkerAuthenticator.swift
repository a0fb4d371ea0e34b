import ContentHashing
import MessageBus
import RuntimeModel

/// Lets in whoever has the workers' token: who connects to a simulator's own socket.
struct WorkerAuthenticator: Authenticator {
    private let account: AccountID
    private let tokenHash: [UInt8]

    init(_ credentials: Credentials) {
        self.account = credentials.account
        self.tokenHash = ContentHash.sha256(Array(credentials.token.utf8))
    }

    func identity(for credentials: Credentials) -> Identity? {
        // Hashes are compared, so that the time it takes says nothing about the token.
        let isKnown = ContentHash.equal(self.tokenHash, ContentHash.sha256(Array(credentials.token.utf8)))
        return credentials.account == self.account && isKnown ? Identity(account: self.account) : nil
    }
}

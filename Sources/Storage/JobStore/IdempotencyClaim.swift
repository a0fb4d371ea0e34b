package import RuntimeModel

/// Makes a transaction happen once: the first to claim a key is applied, every later one gets the first answer.
package struct IdempotencyClaim: Hashable, Sendable {
    /// Keys of different accounts are different.
    package var account: AccountID
    /// Chosen by the client.
    package var key: String
    /// What tells its command from others: a hash of kind and contents. Empty in claims that were stored before
    /// commands were told apart.
    package var request: [UInt8]
    /// What the first one was answered.
    package var answer: [UInt8]
    /// When that was.
    package var claimedAt: Timestamp

    package init(
        account: AccountID, key: String, request: [UInt8], answer: [UInt8], claimedAt: Timestamp
    ) {
        self.account = account
        self.key = key
        self.request = request
        self.answer = answer
        self.claimedAt = claimedAt
    }

    /// What whoever claims the key again is told, given the command that claimed it first.
    package static func earlier(request first: [UInt8], answer: [UInt8], now request: [UInt8]) -> EarlierClaim
    {
        first.isEmpty || first == request ? .sameCommand(answer: answer) : .otherCommand
    }
}

package import RuntimeModel

/// Makes a transaction happen once: the first to claim a key is applied, every later one gets the first answer.
package struct IdempotencyClaim: Hashable, Sendable {
    /// Keys of different accounts are different.
    package var account: AccountID
    /// Chosen by the client.
    package var key: String
    /// What the first one was answered.
    package var answer: [UInt8]
    /// When that was.
    package var claimedAt: Timestamp

    package init(account: AccountID, key: String, answer: [UInt8], claimedAt: Timestamp) {
        self.account = account
        self.key = key
        self.answer = answer
        self.claimedAt = claimedAt
    }
}

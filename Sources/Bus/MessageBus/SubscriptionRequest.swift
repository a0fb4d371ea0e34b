package import RuntimeModel

/// Somebody's wish to hear a topic, or to hear it no longer. A connection that ends makes no wishes: what
/// it heard is removed without asking.
package struct SubscriptionRequest: Sendable {
    /// Whom the connection was authenticated as.
    package let account: AccountID
    /// The topic's bytes, untrusted.
    package let topic: [UInt8]
    /// `false` when the subscriber ends a subscription.
    package let begins: Bool
    package init(account: AccountID, topic: [UInt8], begins: Bool) {
        self.account = account
        self.topic = topic
        self.begins = begins
    }
}

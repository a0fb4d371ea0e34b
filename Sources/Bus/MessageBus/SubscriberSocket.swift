/// A socket connected to a publisher.
package protocol SubscriberSocket: Sendable {
    /// Asks for a topic. It is in force only when the publisher's marker has come.
    func subscribe(_ topic: [UInt8])
    func unsubscribe(_ topic: [UInt8])
    func close()
}

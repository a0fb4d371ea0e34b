/// Answer to `body.put`.
package struct BodyProgress: Hashable, Sendable, Codable {
    /// Bytes the coordinator has of it; all of them when it is stored.
    package var received: Int

    package init(received: Int) {
        self.received = received
    }
}

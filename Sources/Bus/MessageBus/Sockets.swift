package import RuntimeModel

/// A connection to a router, for as long as it lasts. Chosen by the router, never by the peer.
package struct PeerID: Hashable, Sendable {
    package let bytes: [UInt8]
    package init(bytes: [UInt8]) { self.bytes = bytes }
}

/// A message that came in at a router.
package struct PeerMessage: Sendable {
    /// The connection it came by: where an answer goes.
    package let peer: PeerID
    /// Whom the connection was authenticated as, and by which token.
    package let identity: Identity
    package var account: AccountID { self.identity.account }
    /// The message's frames, without any routing prefix.
    package let frames: Frames
    package init(peer: PeerID, identity: Identity, frames: Frames) {
        self.peer = peer
        self.identity = identity
        self.frames = frames
    }
}

/// What became of a message that was given to a socket.
package enum SendOutcome: Equatable, Sendable {
    /// Handed to the transport, or queued behind earlier ones for the same peer. Not a proof of arrival.
    case accepted
    /// The peer's queue is at its limit; nothing was taken.
    case full
    /// There is no such connection any more; nothing was taken.
    case unreachable
}

/// A bound socket that many dealers talk to.
package protocol RouterSocket: Sendable {
    /// Where it is bound; with the port the system chose when a wildcard was asked for (`tcp://127.0.0.1:*`).
    var endpoint: Endpoint { get }
    /// Sends one message to one peer; never blocks. Messages to one peer keep their order.
    func send(_ frames: Frames, to peer: PeerID) -> SendOutcome
    /// Stops taking messages in, so that peers' queues fill; `false` goes on.
    func pauseReceiving(_ paused: Bool)
    /// Messages dropped for breaking a limit, since the start.
    var droppedMessageCount: Int { get }
    func close()
}

/// A socket connected to a router.
package protocol DealerSocket: Sendable {
    /// Sends one message; never blocks.
    func send(_ frames: Frames) -> SendOutcome
    func close()
}

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

/// The answer to a ``SubscriptionRequest``.
package enum SubscriptionDecision: Sendable {
    /// Nothing is installed.
    case refuse
    /// These topics reach the subscriber from now on, and `marker`, if any, is sent to it alone, before
    /// anything else.
    ///
    /// The marker's first frame must not begin with any topic that somebody has installed.
    case install(topics: [[UInt8]], marker: Frames?)
    /// These topics reach the subscriber no longer.
    case remove(topics: [[UInt8]])
}

/// A bound socket that publishes.
///
/// Wishes to subscribe arrive one at a time: after each call of the handler the socket takes no other wish
/// until ``decide(_:)`` was called (at once, or later when the decision needs the store).
package protocol PublisherSocket: Sendable {
    var endpoint: Endpoint { get }
    /// Publishes to whoever has a topic installed that is a prefix of the first frame. Drops silently for a
    /// subscriber whose queue is full: only a sequence in the message tells.
    func publish(_ frames: Frames)
    /// Answers the wish that the handler was called with last.
    ///
    /// What was published between a wish and a late answer reaches the new subscriber too, after its
    /// marker: it may hear of something twice that the marker already covers, and never misses anything
    /// after it.
    func decide(_ decision: SubscriptionDecision)
    func close()
}

/// A socket connected to a publisher.
package protocol SubscriberSocket: Sendable {
    /// Asks for a topic. It is in force only when the publisher's marker has come.
    func subscribe(_ topic: [UInt8])
    func unsubscribe(_ topic: [UInt8])
    func close()
}

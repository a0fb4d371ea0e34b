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

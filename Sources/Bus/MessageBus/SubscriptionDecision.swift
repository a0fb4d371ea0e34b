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

package import MessageBus

/// A message on its way.
package struct Shipment: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// Dealer to router.
        case command
        /// Router to dealer.
        case reply
        /// Subscriber to publisher: a topic is asked for or given up.
        case wish
        /// Publisher to subscriber.
        case event
    }
    package let kind: Kind
    /// The connection's number, counted from 1 in the order of connecting.
    package let connection: UInt64
    /// Where `deliver` must run.
    package let loop: any BusLoop
    /// Hands the message over. May be called twice, which repeats the message.
    package let deliver: @Sendable () -> Void
    /// Gives up the message's place in its queue, instead of delivering it.
    package let lose: @Sendable () -> Void
}

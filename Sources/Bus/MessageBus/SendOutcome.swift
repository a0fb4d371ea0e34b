/// What became of a message that was given to a socket.
package enum SendOutcome: Equatable, Sendable {
    /// Handed to the transport, or queued behind earlier ones for the same peer. Not a proof of arrival.
    case accepted
    /// The peer's queue is at its limit; nothing was taken.
    case full
    /// There is no such connection any more; nothing was taken.
    case unreachable
}

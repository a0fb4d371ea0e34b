package import RuntimeModel

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

package import RuntimeModel

/// A message that came in at a router.
package struct PeerMessage: Sendable {
    /// The connection it came by: where an answer goes.
    package let peer: PeerID
    /// Whom the connection was authenticated as.
    package let account: AccountID
    /// The message's frames, without any routing prefix.
    package let frames: Frames
    package init(peer: PeerID, account: AccountID, frames: Frames) {
        self.peer = peer
        self.account = account
        self.frames = frames
    }
}

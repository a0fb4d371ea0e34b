/// A connection to a router, for as long as it lasts. Chosen by the router, never by the peer.
package struct PeerID: Hashable, Sendable {
    package let bytes: [UInt8]
    package init(bytes: [UInt8]) { self.bytes = bytes }
}

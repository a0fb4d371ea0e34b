/// How the services of a topology talk to each other. The raw value is the scheme of its endpoints.
package enum TransportKind: String, Sendable, CaseIterable {
    /// Unix sockets on one machine; access is the run folder's mode and a token.
    case ipc
    /// TCP; addresses other than loopback are refused, since PLAIN sends tokens in the clear.
    case tcp
}

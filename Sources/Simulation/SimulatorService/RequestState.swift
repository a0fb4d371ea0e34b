/// How far a request is.
package enum RequestState: Sendable {
    /// As it came, and whether reading it may take much longer than its bytes tell.
    case unread([UInt8], mayBeLong: Bool = false)
    /// A thread reads it.
    case reading
    /// Its circuits can be run.
    case ready(any CircuitBatch)
}

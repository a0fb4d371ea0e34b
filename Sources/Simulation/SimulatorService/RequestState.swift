/// How far a request is.
package enum RequestState: Sendable {
    /// As it came.
    case unread([UInt8])
    /// A thread reads it.
    case reading
    /// Its circuits can be run.
    case ready(any CircuitBatch)
}

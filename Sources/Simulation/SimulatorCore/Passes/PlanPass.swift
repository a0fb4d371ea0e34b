/// One sweep over the state.
package enum PlanPass: Sendable {
    /// Each chunk is worked on in a core's cache.
    case chunked(ChunkPass)
    /// An operation that no kernel does, on stored bits.
    case direct(LinearOperation)
}

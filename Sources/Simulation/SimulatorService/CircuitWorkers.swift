/// Where circuits are computed: off the loop, so that cancels and heartbeats never wait for a computation.
package protocol CircuitWorkers: Sendable {
    /// Long pieces of work done at once.
    var count: Int { get }
    /// Short pieces of work done besides them.
    var expressCount: Int { get }
    /// Does a piece of work soon. Never called for more than ``count`` and ``expressCount`` pieces at once.
    func perform(_ work: @escaping @Sendable () -> Void)
    /// Lets the threads go once their work is done.
    func shutDown()
}

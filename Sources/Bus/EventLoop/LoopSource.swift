/// Something that has to be looked after in every turn of an ``EventLoop``, such as a ZeroMQ socket.
///
/// Its descriptor only wakes the loop; whether there is anything to do, the source finds out itself. That is
/// what a ZeroMQ socket needs, whose descriptor is edge-triggered: using the socket may swallow the edge.
package protocol LoopSource: AnyObject, Sendable {
    /// Readable when the loop should wake up; negative while nothing should wake it.
    var descriptor: Int32 { get }
    /// Does a bounded amount of work, on the loop; returns whether more is left to do at once.
    func turn() -> Bool
}

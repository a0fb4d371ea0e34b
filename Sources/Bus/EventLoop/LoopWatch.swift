import CEventLoop
import Glibc
package import MessageBus

/// A descriptor that an ``EventLoop`` polls.
package final class LoopWatch: DescriptorWatch, @unchecked Sendable {
    // Proof: `interest` and `isActive` are touched in `update`, `cancel` (both check that they run on the loop)
    // and by the loop's own state, which is confined to it. All else is constant.
    let descriptor: Int32
    private(set) var interest: DescriptorInterest
    private(set) var isActive = true
    private let handler: @Sendable (DescriptorInterest) -> Void
    private unowned let loop: EventLoop

    init(
        descriptor: Int32, interest: DescriptorInterest, loop: EventLoop,
        handler: @escaping @Sendable (DescriptorInterest) -> Void
    ) {
        self.descriptor = descriptor
        self.interest = interest
        self.loop = loop
        self.handler = handler
    }

    package func update(_ interest: DescriptorInterest) {
        self.loop.checkIsolated()
        guard interest != self.interest else { return }
        self.interest = interest
        self.loop.state.pollSetChanged()
    }

    package func cancel() {
        self.loop.checkIsolated()
        guard self.isActive else { return }
        self.isActive = false
        self.loop.state.remove(self)
    }

    /// The poll(2) flags asked for.
    var pollEvents: Int16 {
        (self.interest.contains(.readable) ? Int16(POLLIN) : 0)
            | (self.interest.contains(.writable) ? Int16(POLLOUT) : 0)
    }

    /// Tells the owner what poll(2) found.
    func call(with events: Int16) {
        guard self.isActive else { return }
        var ready: DescriptorInterest = []
        if events & Int16(POLLIN) != 0 { ready.insert(.readable) }
        if events & Int16(POLLOUT) != 0 { ready.insert(.writable) }
        if events & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 { ready.insert(.hangUp) }
        self.handler(ready)
    }
}

import Synchronization

/// A place for a socket that its own handler uses.
final class LateBound<Value: Sendable>: Sendable {
    private let stored = Mutex<Value?>(nil)

    /// What was put in; `nil` until then.
    var value: Value? { self.stored.withLock { $0 } }

    func set(_ value: Value) { self.stored.withLock { $0 = value } }
}

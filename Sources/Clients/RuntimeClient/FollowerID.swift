import Synchronization

/// The number of a follower, once it has one.
final class FollowerID: Sendable {
    private let storage = Mutex<UInt64?>(nil)

    var value: UInt64? {
        get { self.storage.withLock { $0 } }
        set { self.storage.withLock { $0 = newValue } }
    }
}

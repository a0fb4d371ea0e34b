import Synchronization

/// Some work in parts, done by whoever takes the next one.
///
/// Sendable by proof: `body` points into the call of the leader, which waits for ``isDone``. It is followed only
/// with a part in hand; from ``isDone`` on there is none, however late a helper looks.
final class TeamWork: @unchecked Sendable {
    private let count: Int
    private let body: UnsafePointer<(Int) -> Void>
    private let next = Atomic<Int>(0)
    /// Threads inside ``work(whileAllowed:)``, the leader included.
    private let inside = Atomic<Int>(0)

    init(count: Int, body: UnsafePointer<(Int) -> Void>) {
        self.count = count
        self.body = body
    }

    var hasParts: Bool { self.next.load(ordering: .relaxed) < self.count }

    /// Nobody is at work on it and no part is left.
    var isDone: Bool { self.inside.load(ordering: .acquiring) == 0 && !self.hasParts }

    /// Takes parts until none is left or the thread is needed elsewhere.
    func work(whileAllowed isAllowed: () -> Bool) {
        self.inside.wrappingAdd(1, ordering: .acquiringAndReleasing)
        defer { self.inside.wrappingSubtract(1, ordering: .acquiringAndReleasing) }
        while isAllowed() {
            let part = self.next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard part < self.count else { return }
            self.body.pointee(part)
        }
    }
}

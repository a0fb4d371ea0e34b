import Glibc
import Synchronization

/// What leaders and helpers of a ``WorkerTeam`` share.
///
/// Sendable by proof: `waiting` and `isShutDown` are touched under `mutex` alone.
final class TeamShared: @unchecked Sendable {
    /// How often a helper looks for more work before it sleeps: about as long as a wake-up takes, for the next
    /// sweep over a state most often follows at once.
    private static let spinCountMax = 20_000

    /// How long a helper sleeps before it gives back memory that nobody seems to need any more.
    private static let idleSeconds = 1

    private let threadCount: Int
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let wake = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var waiting: [TeamWork] = []
    private var isShutDown = false
    /// Goes up with each work that is offered.
    private let offerCount = Atomic<Int>(0)
    private let leaderCount = Atomic<Int>(0)
    private let helperCount = Atomic<Int>(0)

    init(threadCount: Int) {
        self.threadCount = threadCount
        pthread_mutex_init(self.mutex, nil)
        pthread_cond_init(self.wake, nil)
    }

    deinit {
        pthread_cond_destroy(self.wake)
        pthread_mutex_destroy(self.mutex)
        self.wake.deallocate()
        self.mutex.deallocate()
    }

    // MARK: - Leaders

    func enter() { self.leaderCount.wrappingAdd(1, ordering: .relaxed) }
    func leave() { self.leaderCount.wrappingSubtract(1, ordering: .relaxed) }

    /// Leads some work to its end.
    func perform(_ work: TeamWork) {
        self.locked { self.waiting.append(work) }
        self.offerCount.wrappingAdd(1, ordering: .releasing)
        pthread_cond_broadcast(self.wake)
        work.work { true }
        self.locked { self.waiting.removeAll { $0 === work } }
        // At most the rest of one part on each helper: shorter than a sleep and a wake-up.
        var spins = 0
        while !work.isDone {
            spins += 1
            if spins & 1023 == 0 { sched_yield() }
        }
    }

    func shutDown() {
        self.locked { self.isShutDown = true }
        self.offerCount.wrappingAdd(1, ordering: .releasing)
        pthread_cond_broadcast(self.wake)
    }

    // MARK: - Helpers

    private var hasRoom: Bool {
        // A leader that never said so still counts as one.
        let leaders = max(1, self.leaderCount.load(ordering: .relaxed))
        return leaders + self.helperCount.load(ordering: .relaxed) <= self.threadCount
    }

    /// The life of a helper.
    func help() {
        var seen = -1
        while true {
            seen = self.nextOffer(after: seen)
            let (work, isOver) = self.locked { (self.waiting, self.isShutDown) }
            if isOver { return }
            self.helperCount.wrappingAdd(1, ordering: .relaxed)
            for item in work where item.hasParts { item.work { self.hasRoom } }
            self.helperCount.wrappingSubtract(1, ordering: .relaxed)
        }
    }

    /// Waits until something was offered that this helper has not looked at.
    private func nextOffer(after seen: Int) -> Int {
        for _ in 0..<Self.spinCountMax {
            let count = self.offerCount.load(ordering: .acquiring)
            if count != seen { return count }
        }
        if let count = self.locked({ self.sleep(after: seen, untilIdle: true) }) { return count }
        StateMemory.releaseKept()
        return self.locked { self.sleep(after: seen, untilIdle: false) } ?? seen
    }

    /// Waits under the lock for an offer; nil when none came for so long that the process counts as idle.
    private func sleep(after seen: Int, untilIdle: Bool) -> Int? {
        var end = timespec()
        clock_gettime(CLOCK_REALTIME, &end)
        end.tv_sec += Self.idleSeconds
        while true {
            let count = self.offerCount.load(ordering: .acquiring)
            if count != seen || self.isShutDown { return count }
            if !untilIdle {
                pthread_cond_wait(self.wake, self.mutex)
            } else if pthread_cond_timedwait(self.wake, self.mutex, &end) == ETIMEDOUT {
                return nil
            }
        }
    }

    private func locked<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(self.mutex)
        defer { pthread_mutex_unlock(self.mutex) }
        return body()
    }
}

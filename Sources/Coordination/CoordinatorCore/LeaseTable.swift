package import RuntimeModel

/// Which worker holds which attempts, and until when. Pure: time is a parameter, in nanoseconds of one clock.
///
/// All leases of a worker run out together, since one heartbeat renews them all.
package struct LeaseTable: Sendable {
    private struct Holding: Sendable {
        var attempts: Set<AttemptKey> = []
        var expiresAt: Int64
    }

    private var holdings: [LeaseHolder: Holding] = [:]
    private let durationNanoseconds: Int64

    /// - Parameter durationNanoseconds: how long a lease holds without a renewal.
    package init(durationNanoseconds: Int64) {
        precondition(durationNanoseconds > 0, "A lease holds for some time.")
        self.durationNanoseconds = durationNanoseconds
    }

    /// A worker takes an attempt.
    package mutating func grant(_ attempt: AttemptKey, to holder: LeaseHolder, now: Int64) {
        self.holdings[holder, default: Holding(expiresAt: now + self.durationNanoseconds)].attempts.insert(
            attempt)
    }

    /// A worker gave a sign of life. Never shortens a lease.
    package mutating func renew(_ holder: LeaseHolder, now: Int64) {
        let until = now + self.durationNanoseconds
        self.holdings[holder, default: Holding(expiresAt: until)].expiresAt =
            max(until, self.holdings[holder]?.expiresAt ?? until)
    }

    /// The coordinator itself was away (it has just started, or noticed a pause of its own): nobody could renew, so
    /// every lease holds for one full duration from now.
    package mutating func renewAll(now: Int64) {
        for holder in self.holdings.keys { self.renew(holder, now: now) }
    }

    /// An attempt is over. Harmless when it was not held.
    package mutating func release(_ attempt: AttemptKey, of holder: LeaseHolder) {
        self.holdings[holder]?.attempts.remove(attempt)
    }

    /// Takes out every worker whose time is over.
    ///
    /// - Returns: the workers with the attempts they held, in a fixed order.
    package mutating func takeExpired(now: Int64) -> [(holder: LeaseHolder, attempts: [AttemptKey])] {
        let expired = self.holdings.filter { $0.value.expiresAt <= now }.keys
            .sorted { ($0.worker.rawValue, $0.incarnation) < ($1.worker.rawValue, $1.incarnation) }
        return expired.map { ($0, self.takeAll(of: $0)) }
    }

    /// Takes out one worker.
    ///
    /// - Returns: the attempts it held, in a fixed order.
    package mutating func takeAll(of holder: LeaseHolder) -> [AttemptKey] {
        let attempts = self.attempts(of: holder)
        self.holdings[holder] = nil
        return attempts
    }

    /// The attempts that a worker holds, in a fixed order.
    package func attempts(of holder: LeaseHolder) -> [AttemptKey] {
        (self.holdings[holder]?.attempts ?? []).sorted {
            ($0.job.high, $0.job.low, $0.attempt) < ($1.job.high, $1.job.low, $1.attempt)
        }
    }

    package func holds(_ attempt: AttemptKey, _ holder: LeaseHolder) -> Bool {
        self.holdings[holder]?.attempts.contains(attempt) ?? false
    }

    /// How many attempts a worker holds.
    package func count(of holder: LeaseHolder) -> Int { self.holdings[holder]?.attempts.count ?? 0 }

    /// Every known start of a worker's process, in a fixed order.
    package func holders(of worker: WorkerID) -> [LeaseHolder] {
        self.holdings.keys.filter { $0.worker == worker }.sorted { $0.incarnation < $1.incarnation }
    }
}

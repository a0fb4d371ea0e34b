package import RuntimeModel

/// Which worker holds which attempts, and until when. Pure: time is a parameter, in nanoseconds of one clock.
///
/// All leases of a worker run out together, since one heartbeat renews them all.
package struct LeaseTable: Sendable {
    private struct Holding: Sendable {
        /// Each with the account whose job it is.
        var attempts: [AttemptKey: AccountID] = [:]
        var expiresAt: Int64
    }

    private var holdings: [LeaseHolder: Holding] = [:]
    private var counts: [AccountID: Int] = [:]
    private let durationNanoseconds: Int64

    /// - Parameter durationNanoseconds: how long a lease holds without a renewal.
    package init(durationNanoseconds: Int64) {
        precondition(durationNanoseconds > 0, "A lease holds for some time.")
        self.durationNanoseconds = durationNanoseconds
    }

    /// A worker takes an attempt.
    package mutating func grant(
        _ attempt: AttemptKey, to holder: LeaseHolder, owner: AccountID, now: Int64
    ) {
        let known = self.holdings[holder, default: Holding(expiresAt: now + self.durationNanoseconds)]
            .attempts
            .updateValue(owner, forKey: attempt)
        if known == nil { self.counts[owner, default: 0] += 1 }
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
        guard let owner = self.holdings[holder]?.attempts.removeValue(forKey: attempt) else { return }
        self.forget(owner)
    }

    private mutating func forget(_ owner: AccountID) {
        let rest = self.count(of: owner) - 1
        self.counts[owner] = rest > 0 ? rest : nil
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
        for owner in self.holdings.removeValue(forKey: holder)?.attempts.values.map({ $0 }) ?? [] {
            self.forget(owner)
        }
        return attempts
    }

    /// The attempts that a worker holds, in a fixed order.
    package func attempts(of holder: LeaseHolder) -> [AttemptKey] {
        (self.holdings[holder]?.attempts ?? [:]).keys.sorted {
            ($0.job.high, $0.job.low, $0.attempt) < ($1.job.high, $1.job.low, $1.attempt)
        }
    }

    package func holds(_ attempt: AttemptKey, _ holder: LeaseHolder) -> Bool {
        self.holdings[holder]?.attempts[attempt] != nil
    }

    /// How many attempts a worker holds.
    package func count(of holder: LeaseHolder) -> Int { self.holdings[holder]?.attempts.count ?? 0 }

    /// How many attempts of an account's jobs are held.
    package func count(of owner: AccountID) -> Int { self.counts[owner] ?? 0 }

    /// Every known start of a worker's process, in a fixed order.
    package func holders(of worker: WorkerID) -> [LeaseHolder] {
        self.holdings.keys.filter { $0.worker == worker }.sorted { $0.incarnation < $1.incarnation }
    }
}

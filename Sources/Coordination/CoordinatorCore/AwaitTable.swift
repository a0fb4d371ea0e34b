package import RuntimeModel

/// Who waits for the ends of which jobs. Pure.
///
/// Everybody who waits is let go by the end of the last job that was still needed; time is for others to watch.
package struct AwaitTable: Sendable {
    /// Names one wait.
    package typealias Wait = UInt64

    private struct Entry: Sendable {
        let account: AccountID
        let jobs: [JobID]
        /// How many more have to end.
        var missing: Int
    }

    private var entries: [Wait: Entry] = [:]
    private var waits: [JobID: Set<Wait>] = [:]
    private var counts: [AccountID: (waits: Set<Wait>, jobs: Int)] = [:]
    private var next: Wait = 1
    private let accountJobCountMax: Int
    private let accountCountMax: Int

    /// - Parameters:
    ///   - accountJobCountMax: for how many jobs one account may wait, those counted twice that it waits for twice.
    ///   - accountCountMax: how many waits one account may have.
    package init(accountJobCountMax: Int, accountCountMax: Int) {
        self.accountJobCountMax = accountJobCountMax
        self.accountCountMax = accountCountMax
    }

    /// Begins to wait.
    ///
    /// - Parameters:
    ///   - jobs: those that have not ended.
    ///   - missing: how many of them have to.
    /// - Precondition: `missing` is from 1 to the number of jobs.
    /// - Returns: `nil` when the account waits for as many as it may.
    package mutating func begin(for jobs: [JobID], missing: Int, account: AccountID) -> Wait? {
        precondition((1...jobs.count).contains(missing), "Who waits for nothing need not wait.")
        let has = self.counts[account] ?? ([], 0)
        guard has.jobs <= self.accountJobCountMax - jobs.count, has.waits.count < self.accountCountMax else {
            return nil
        }
        let wait = self.next
        self.next += 1
        self.entries[wait] = Entry(account: account, jobs: jobs, missing: missing)
        self.counts[account, default: ([], 0)].waits.insert(wait)
        self.counts[account]?.jobs += jobs.count
        for job in jobs { self.waits[job, default: []].insert(wait) }
        return wait
    }

    /// A job has ended.
    ///
    /// - Returns: those that need not wait any more, in the order in which they began; they are forgotten.
    package mutating func ended(_ job: JobID) -> [Wait] {
        guard let waits = self.waits.removeValue(forKey: job) else { return [] }
        var due: [Wait] = []
        for wait in waits.sorted() {
            guard let missing = self.entries[wait]?.missing else { continue }
            self.entries[wait]?.missing = missing - 1
            if missing == 1 { due.append(wait) }
        }
        for wait in due { self.end(wait) }
        return due
    }

    /// Nobody waits there any more. Safe to repeat.
    package mutating func end(_ wait: Wait) {
        guard let entry = self.entries.removeValue(forKey: wait) else { return }
        self.counts[entry.account]?.waits.remove(wait)
        self.counts[entry.account]?.jobs -= entry.jobs.count
        if self.counts[entry.account]?.waits.isEmpty ?? false { self.counts[entry.account] = nil }
        for job in entry.jobs {
            self.waits[job]?.remove(wait)
            if self.waits[job]?.isEmpty ?? false { self.waits[job] = nil }
        }
    }

    /// Ends all waits of an account.
    ///
    /// - Returns: them, in the order in which they began.
    package mutating func endAll(of account: AccountID) -> [Wait] {
        let waits = (self.counts[account]?.waits ?? []).sorted()
        for wait in waits { self.end(wait) }
        return waits
    }
}

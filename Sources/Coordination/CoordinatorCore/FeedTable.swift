package import RuntimeModel

/// The feeds that are open: who opened each, what it lets through, and how many messages it has had.
///
/// A feed ends when it is not renewed in time, so that nobody has to notice that a reader is gone. Its messages are
/// numbered 1, 2, 3 …: a reader sees by a gap that something was lost, and by the last number that nothing was.
package struct FeedTable: Sendable {
    private struct Feed {
        let account: AccountID
        let choice: JobChoice
        var published: UInt64 = 0
        var expiresAt: Int64
    }

    private var feeds: [FeedID: Feed] = [:]
    /// Of each account whose jobs a feed tells of; under `nil` those that tell of every account's.
    private var byOwner: [AccountID?: [FeedID]] = [:]
    private let leaseNanoseconds: Int64
    private let accountFeedCountMax: Int

    package init(leaseNanoseconds: Int64, accountFeedCountMax: Int) {
        self.leaseNanoseconds = leaseNanoseconds
        self.accountFeedCountMax = accountFeedCountMax
    }

    package var isEmpty: Bool { self.feeds.isEmpty }

    /// - Returns: `false` when the account has as many as it may.
    package mutating func open(
        _ id: FeedID, for account: AccountID, _ choice: JobChoice, now: Int64
    ) -> Bool {
        guard self.feeds.values.count(where: { $0.account == account }) < self.accountFeedCountMax else {
            return false
        }
        self.feeds[id] = Feed(account: account, choice: choice, expiresAt: now + self.leaseNanoseconds)
        self.byOwner[choice.owner, default: []].append(id)
        return true
    }

    /// The number of the last message of an account's feed; `nil` when there is no such feed.
    package func published(_ id: FeedID, of account: AccountID) -> UInt64? {
        guard let feed = self.feeds[id], feed.account == account else { return nil }
        return feed.published
    }

    /// Lets an account's feed go on.
    ///
    /// - Returns: as ``published(_:of:)``.
    package mutating func renew(_ id: FeedID, of account: AccountID, now: Int64) -> UInt64? {
        guard let published = self.published(id, of: account) else { return nil }
        self.feeds[id]?.expiresAt = now + self.leaseNanoseconds
        return published
    }

    package mutating func close(_ id: FeedID, of account: AccountID) {
        if self.feeds[id]?.account == account { self.remove(id) }
    }

    /// Ends every feed of an account: what it may see has changed.
    package mutating func closeAll(of account: AccountID) {
        for (id, feed) in self.feeds where feed.account == account { self.remove(id) }
    }

    package mutating func closeExpired(now: Int64) {
        for (id, feed) in self.feeds where feed.expiresAt <= now { self.remove(id) }
    }

    /// The feeds that tell of a job, each with the number of the message that is published on it now.
    package mutating func numbered(for job: JobTraits) -> [(feed: FeedID, number: UInt64)] {
        var found: [(feed: FeedID, number: UInt64)] = []
        for owner in [job.owner, nil] {
            for id in self.byOwner[owner] ?? [] where self.feeds[id]?.choice.fits(job) ?? false {
                self.feeds[id]?.published += 1
                found.append((id, self.feeds[id]?.published ?? 0))
            }
        }
        return found
    }

    private mutating func remove(_ id: FeedID) {
        guard let feed = self.feeds.removeValue(forKey: id) else { return }
        self.byOwner[feed.choice.owner]?.removeAll { $0 == id }
        if self.byOwner[feed.choice.owner]?.isEmpty == true { self.byOwner[feed.choice.owner] = nil }
    }
}

package import RuntimeModel

/// Answer to `feed.open` and `feed.renew`: where a feed stands.
package struct FeedState: Hashable, Sendable, Codable {
    /// Its id: its topic is `<feed>.`.
    package var feed: FeedID
    /// The number of the last message that was published on it; 0 before the first.
    package var published: UInt64
    /// After how long without `feed.renew` it ends.
    package var leaseMilliseconds: Int

    package init(feed: FeedID, published: UInt64, leaseMilliseconds: Int) {
        self.feed = feed
        self.published = published
        self.leaseMilliseconds = leaseMilliseconds
    }

    private enum CodingKeys: String, CodingKey {
        case feed, published
        case leaseMilliseconds = "lease_milliseconds"
    }
}

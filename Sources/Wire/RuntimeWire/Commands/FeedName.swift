package import RuntimeModel

/// `feed.renew`, `feed.close` (JSON frame): names a feed of the account. Answers: ``FeedState``; an empty object.
package struct FeedName: Hashable, Sendable, Codable {
    /// Which one.
    package var feed: FeedID

    package init(feed: FeedID) { self.feed = feed }
}

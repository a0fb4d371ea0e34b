/// `timeline.read` (JSON frame; the job is in the header). Answer: ``TimelinePage``, and body frames that are an
/// ``EventBlock`` each.
package struct TimelineRead: Hashable, Sendable, Codable {
    /// Read what follows this sequence; 0 for all.
    package var after: UInt64
    /// Most events; the page's byte limit holds as well.
    package var limit: Int?

    package init(after: UInt64, limit: Int? = nil) {
        self.after = after
        self.limit = limit
    }
}

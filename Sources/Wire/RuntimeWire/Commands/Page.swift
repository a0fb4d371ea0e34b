/// `account.list` (JSON frame): a stretch of a list, newest first.
package struct Page: Hashable, Sendable, Codable {
    /// Most rows; 20 without it, 1000 at most.
    package var limit: Int?
    /// Rows to skip.
    package var offset: Int?

    package init(limit: Int? = nil, offset: Int? = nil) {
        self.limit = limit
        self.offset = offset
    }
}

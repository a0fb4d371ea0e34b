/// `session.list` (JSON frame): sessions of the account, all there are for administrators, newest first. Answer:
/// ``SessionList``.
package struct SessionListing: Hashable, Sendable, Codable {
    /// Most rows; 20 without it, 1000 at most.
    package var limit: Int?
    /// Rows to skip.
    package var offset: Int?
    /// Only those that are open (`true`) or not (`false`).
    package var isOpen: Bool?

    package init(limit: Int? = nil, offset: Int? = nil, isOpen: Bool? = nil) {
        self.limit = limit
        self.offset = offset
        self.isOpen = isOpen
    }

    private enum CodingKeys: String, CodingKey {
        case limit, offset
        case isOpen = "is_open"
    }
}

package import RuntimeModel

/// Which sessions a list shows.
package struct SessionFilter: Hashable, Sendable {
    /// Only this account's; all without it.
    package var owner: AccountID?
    /// Only those that are open, or that are not.
    package var isOpen: Bool?
    /// Most rows.
    package var limit: Int
    /// Rows to skip.
    package var offset: Int

    package init(owner: AccountID? = nil, isOpen: Bool? = nil, limit: Int, offset: Int) {
        self.owner = owner
        self.isOpen = isOpen
        self.limit = limit
        self.offset = offset
    }
}

package import RuntimeModel

/// Which programs a list shows.
package struct ProgramFilter: Hashable, Sendable {
    /// Only those that this account may see; all without it.
    package var visibleTo: AccountID?
    /// Only of this name.
    package var name: String?
    /// Only of this account.
    package var owner: AccountID?
    /// Only public ones, or only those that are not.
    package var isPublic: Bool?
    /// Each of them begins a word of the id, the name or the description; see ``SearchWords``.
    package var words: [String]
    /// Most rows.
    package var limit: Int
    /// Rows to skip.
    package var offset: Int

    package init(
        visibleTo: AccountID? = nil, name: String? = nil, owner: AccountID? = nil, isPublic: Bool? = nil,
        words: [String] = [], limit: Int, offset: Int
    ) {
        self.visibleTo = visibleTo
        self.name = name
        self.owner = owner
        self.isPublic = isPublic
        self.words = words
        self.limit = limit
        self.offset = offset
    }
}

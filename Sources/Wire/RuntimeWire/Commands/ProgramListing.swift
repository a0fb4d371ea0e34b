package import RuntimeModel

/// `program.list` (JSON frame): which of the programs that the account may see, newest first. Answer: ``ProgramList``.
package struct ProgramListing: Hashable, Sendable, Codable {
    /// Most rows; 20 without it, 1000 at most.
    package var limit: Int?
    /// Rows to skip.
    package var offset: Int?
    /// Words; each is the beginning of a word in the id, the name or the description.
    package var search: String?
    /// Only of this name.
    package var name: String?
    /// Only of this account.
    package var owner: AccountID?
    /// Only public ones, or only those that are not.
    package var isPublic: Bool?

    package init(
        limit: Int? = nil, offset: Int? = nil, search: String? = nil, name: String? = nil,
        owner: AccountID? = nil, isPublic: Bool? = nil
    ) {
        self.limit = limit
        self.offset = offset
        self.search = search
        self.name = name
        self.owner = owner
        self.isPublic = isPublic
    }

    private enum CodingKeys: String, CodingKey {
        case limit, offset, search, name, owner
        case isPublic = "is_public"
    }
}

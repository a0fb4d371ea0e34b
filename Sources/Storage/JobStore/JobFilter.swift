package import RuntimeModel

/// Which jobs a list shows.
package struct JobFilter: Hashable, Sendable {
    /// Only this account's; all without it.
    package var owner: AccountID?
    /// Only those that have not ended (`true`) or have (`false`).
    package var pending: Bool?
    /// Only of this program.
    package var programID: ProgramID?
    /// Only with this tag.
    package var tag: String?
    /// Most rows.
    package var limit: Int
    /// Rows to skip.
    package var offset: Int

    package init(
        owner: AccountID? = nil, pending: Bool? = nil, programID: ProgramID? = nil, tag: String? = nil,
        limit: Int, offset: Int
    ) {
        self.owner = owner
        self.pending = pending
        self.programID = programID
        self.tag = tag
        self.limit = limit
        self.offset = offset
    }
}

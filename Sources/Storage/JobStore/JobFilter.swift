package import RuntimeModel

/// Which jobs a list shows, and which part of them. What is left out does not choose.
package struct JobFilter: Hashable, Sendable {
    /// In which order the jobs are numbered, from the first that is shown.
    package enum Order: Sendable { case newestFirst, oldestFirst }

    /// Only this account's; all without it.
    package var owner: AccountID?
    /// Only those that have not ended (`true`) or have (`false`).
    package var pending: Bool?
    /// Only of this program.
    package var programID: ProgramID?
    /// Only next to this backend.
    package var backend: String?
    /// Only of this session.
    package var sessionID: SessionID?
    /// Only with all of these tags.
    package var tags: [String]
    /// Only those accepted then or later.
    package var createdAfter: Timestamp?
    /// Only those accepted before.
    package var createdBefore: Timestamp?
    package var order: Order
    /// Only what comes behind this number, in the order of the list; see ``JobPage/numbers``.
    package var position: Int64?
    /// Most rows.
    package var limit: Int
    /// Rows to skip.
    package var offset: Int

    package init(
        owner: AccountID? = nil, pending: Bool? = nil, programID: ProgramID? = nil, backend: String? = nil,
        sessionID: SessionID? = nil, tags: [String] = [], createdAfter: Timestamp? = nil,
        createdBefore: Timestamp? = nil, order: Order = .newestFirst, position: Int64? = nil, limit: Int,
        offset: Int
    ) {
        self.owner = owner
        self.pending = pending
        self.programID = programID
        self.backend = backend
        self.sessionID = sessionID
        self.tags = tags
        self.createdAfter = createdAfter
        self.createdBefore = createdBefore
        self.order = order
        self.position = position
        self.limit = limit
        self.offset = offset
    }
}

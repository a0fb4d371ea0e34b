package import RuntimeModel

/// `job.list` (JSON frame): jobs of the account, all there are for administrators. What is left out does not choose.
package struct JobListing: Hashable, Sendable, Codable {
    /// Most rows; 20 without it, 1000 at most. Fewer come when more would not fit into a frame.
    package var limit: Int?
    /// Rows to skip.
    package var offset: Int?
    /// Only those that have not ended (`true`) or have (`false`).
    package var pending: Bool?
    /// Only of this account; only administrators name another one than their own.
    package var owner: AccountID?
    /// Only of this program.
    package var programID: ProgramID?
    /// Only next to this backend.
    package var backend: String?
    /// Only with all of these tags.
    package var tags: [String]?
    /// Only of this session.
    package var sessionID: SessionID?
    /// Only those accepted then or later.
    package var createdAfter: Timestamp?
    /// Only those accepted before.
    package var createdBefore: Timestamp?
    /// Newest first without it.
    package var sort: JobOrder?
    /// Go on where an earlier answer ended: its ``JobList/next``.
    package var cursor: String?

    package init(
        limit: Int? = nil, offset: Int? = nil, pending: Bool? = nil, owner: AccountID? = nil,
        programID: ProgramID? = nil, backend: String? = nil, tags: [String]? = nil,
        sessionID: SessionID? = nil, createdAfter: Timestamp? = nil, createdBefore: Timestamp? = nil,
        sort: JobOrder? = nil, cursor: String? = nil
    ) {
        self.limit = limit
        self.offset = offset
        self.pending = pending
        self.owner = owner
        self.programID = programID
        self.backend = backend
        self.tags = tags
        self.sessionID = sessionID
        self.createdAfter = createdAfter
        self.createdBefore = createdBefore
        self.sort = sort
        self.cursor = cursor
    }

    private enum CodingKeys: String, CodingKey {
        case limit, offset, pending, owner, backend, tags, sort, cursor
        case programID = "program_id"
        case sessionID = "session_id"
        case createdAfter = "created_after"
        case createdBefore = "created_before"
    }
}

public import RuntimeModel
public import RuntimeWire

/// Which jobs a list shows. What is left out does not choose.
public struct JobQuery: Sendable, Hashable {
    /// Most jobs.
    public var limit: Int
    /// Jobs to skip.
    public var skip: Int
    /// Only those that have not ended (`true`) or have (`false`).
    public var pending: Bool?
    /// Only of this account; only administrators name another one than their own.
    public var account: AccountID?
    /// Only of this program.
    public var program: ProgramID?
    /// Only next to this backend.
    public var backend: String?
    /// Only with all of these tags.
    public var tags: [String]
    /// Only of this session.
    public var session: SessionID?
    /// Only those accepted then or later.
    public var createdAfter: Timestamp?
    /// Only those accepted before.
    public var createdBefore: Timestamp?
    /// In which order.
    public var sort: JobOrder
    /// Where an earlier list ended.
    public var cursor: String?

    /// Makes a query.
    public init(
        limit: Int = 20, skip: Int = 0, pending: Bool? = nil, account: AccountID? = nil,
        program: ProgramID? = nil,
        backend: String? = nil, tags: [String] = [], session: SessionID? = nil,
        createdAfter: Timestamp? = nil, createdBefore: Timestamp? = nil, sort: JobOrder = .newest,
        cursor: String? = nil
    ) {
        self.limit = limit
        self.skip = skip
        self.pending = pending
        self.account = account
        self.program = program
        self.backend = backend
        self.tags = tags
        self.session = session
        self.createdAfter = createdAfter
        self.createdBefore = createdBefore
        self.sort = sort
        self.cursor = cursor
    }

    func listing(limit: Int) -> JobListing {
        JobListing(
            limit: limit, offset: self.skip, pending: self.pending, owner: self.account,
            programID: self.program,
            backend: self.backend, tags: self.tags.isEmpty ? nil : self.tags, sessionID: self.session,
            createdAfter: self.createdAfter, createdBefore: self.createdBefore, sort: self.sort)
    }
}

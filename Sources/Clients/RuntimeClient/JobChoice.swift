public import RuntimeModel

/// Of which jobs ``RuntimeClient/events(of:createdAfter:)`` tells. What is left out does not choose.
public struct JobChoice: Sendable, Hashable {
    /// Only of this account; only administrators name another one than their own, and hear of all accounts without it.
    public var account: AccountID?
    /// Only of this program.
    public var program: ProgramID?
    /// Only next to this backend.
    public var backend: String?
    /// Only with all of these tags.
    public var tags: [String]
    /// Only of this session.
    public var session: SessionID?

    /// Makes a choice; all jobs that the account may see without any word.
    public init(
        account: AccountID? = nil, program: ProgramID? = nil, backend: String? = nil, tags: [String] = [],
        session: SessionID? = nil
    ) {
        self.account = account
        self.program = program
        self.backend = backend
        self.tags = tags
        self.session = session
    }
}

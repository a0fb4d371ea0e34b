/// What an account may do.
public enum AccountRole: String, Sendable, Codable, CaseIterable {
    /// Upload programs, run jobs, see its own.
    case user
    /// All of that, for every account, and manage accounts.
    case administrator
    /// Register as an executor or simulator; nothing else.
    case worker
}

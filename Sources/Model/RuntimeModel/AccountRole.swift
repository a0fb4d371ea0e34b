/// What an account may do.
public enum AccountRole: String, Sendable, Codable, CaseIterable {
    /// Run the programs that it may see, and see its own jobs.
    case user
    /// All of that, and upload programs; make them public only where it was given that right.
    case author
    /// All of that, for every account, and manage accounts.
    case administrator
    /// Register as an executor or simulator; nothing else.
    case worker

    /// Whether it may upload programs.
    package var mayUpload: Bool {
        switch self {
        case .author, .administrator: true
        case .user, .worker: false
        }
    }
}

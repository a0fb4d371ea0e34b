package import RuntimeModel

/// `feed.open` (JSON frame): wishes the events of all jobs that this lets through, also of those that are accepted later,
/// as one topic. What is left out does not choose. Answer: ``FeedState``.
package struct FeedOpen: Hashable, Sendable, Codable {
    /// Only of this account; only administrators name another one than their own, and get all accounts without it.
    package var owner: AccountID?
    /// Only of this program.
    package var programID: ProgramID?
    /// Only next to this backend.
    package var backend: String?
    /// Only with all of these tags.
    package var tags: [String]?
    /// Only of this session.
    package var sessionID: SessionID?

    package init(
        owner: AccountID? = nil, programID: ProgramID? = nil, backend: String? = nil, tags: [String]? = nil,
        sessionID: SessionID? = nil
    ) {
        self.owner = owner
        self.programID = programID
        self.backend = backend
        self.tags = tags
        self.sessionID = sessionID
    }

    private enum CodingKeys: String, CodingKey {
        case owner, backend, tags
        case programID = "program_id"
        case sessionID = "session_id"
    }
}

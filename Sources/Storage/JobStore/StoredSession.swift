package import RuntimeModel

/// A session as its row has it.
package struct StoredSession: Hashable, Sendable {
    /// The session.
    package var id: SessionID
    /// Whose it is.
    package var owner: AccountID
    /// The backend of jobs that name none.
    package var backend: String?
    /// How long it takes jobs, in seconds.
    package var timeToLive: Int
    /// How long it may be without a job, in seconds.
    package var idleTimeMax: Int
    /// When it was opened.
    package var createdAt: Timestamp
    /// Where it stands.
    package var status: SessionStatus
    /// Why it ended, as a sentence.
    package var reason: String?
    /// When it ended.
    package var endedAt: Timestamp?

    package init(
        id: SessionID, owner: AccountID, backend: String? = nil, timeToLive: Int, idleTimeMax: Int,
        createdAt: Timestamp, status: SessionStatus = .open, reason: String? = nil, endedAt: Timestamp? = nil
    ) {
        self.id = id
        self.owner = owner
        self.backend = backend
        self.timeToLive = timeToLive
        self.idleTimeMax = idleTimeMax
        self.createdAt = createdAt
        self.status = status
        self.reason = reason
        self.endedAt = endedAt
    }
}

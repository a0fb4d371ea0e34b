package import RuntimeModel

/// What a lease says of the job's session.
package struct LeaseSession: Hashable, Sendable, Codable {
    /// Which one. A session has one owner, so that whoever shares it shares the account.
    package var sessionID: SessionID
    /// How long a process may wait for the session's next job, in seconds.
    package var idleTimeMax: Int

    package init(sessionID: SessionID, idleTimeMax: Int) {
        self.sessionID = sessionID
        self.idleTimeMax = idleTimeMax
    }

    private enum CodingKeys: String, CodingKey {
        case sessionID = "session_id"
        case idleTimeMax = "idle_time_max"
    }
}

package import RuntimeModel

/// `session.close` (JSON frame). Safe to repeat. Answer: ``SessionSummary``.
package struct SessionClose: Hashable, Sendable, Codable {
    /// Which one.
    package var sessionID: SessionID
    /// Whether the jobs that it took are cancelled; they run to their end without it.
    package var cancelsJobs: Bool?

    package init(sessionID: SessionID, cancelsJobs: Bool? = nil) {
        self.sessionID = sessionID
        self.cancelsJobs = cancelsJobs
    }

    private enum CodingKeys: String, CodingKey {
        case sessionID = "session_id"
        case cancelsJobs = "cancels_jobs"
    }
}

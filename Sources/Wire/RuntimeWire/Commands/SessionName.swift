package import RuntimeModel

/// `session.get` (answer: ``SessionSummary``), and `session-ended`, coordinator → executor: no job of the session
/// follows. JSON frame.
package struct SessionName: Hashable, Sendable, Codable {
    /// Which one.
    package var sessionID: SessionID

    package init(sessionID: SessionID) { self.sessionID = sessionID }

    private enum CodingKeys: String, CodingKey {
        case sessionID = "session_id"
    }
}

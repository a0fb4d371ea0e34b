/// Answer to `session.list`.
package struct SessionList: Hashable, Sendable, Codable {
    /// The sessions, newest first.
    package var sessions: [SessionSummary]
    /// How many there are on all pages.
    package var count: Int

    package init(sessions: [SessionSummary], count: Int) {
        self.sessions = sessions
        self.count = count
    }
}

/// Where a session stands, in the words of the wire, the store and the clients.
public enum SessionStatus: String, Sendable, Codable, CaseIterable {
    /// It takes jobs. Next: any of the others.
    case open
    /// Closed by its user: it takes no jobs, and those that it took run to their end. An end.
    case closed
    /// Cancelled by its user, and its jobs with it. An end.
    case cancelled
    /// Its time was over, or no job came for too long. Jobs that it took run to their end. An end.
    case expired
}

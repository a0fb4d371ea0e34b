/// The order of a list of jobs.
public enum JobOrder: String, Hashable, Sendable, Codable, CaseIterable {
    /// The job that was accepted last comes first.
    case newest
    /// The job that was accepted first comes first.
    case oldest
}

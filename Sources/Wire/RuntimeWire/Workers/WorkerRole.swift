/// What a worker does.
public enum WorkerRole: String, Sendable, Codable {
    /// Runs programs.
    case executor
    /// Runs circuits.
    case simulator
}

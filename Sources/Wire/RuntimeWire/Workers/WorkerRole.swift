/// What a worker does.
package enum WorkerRole: String, Sendable, Codable {
    /// Runs programs.
    case executor
    /// Runs circuits.
    case simulator
}

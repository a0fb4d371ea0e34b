import ExecutorCore

/// A process on the shelf, and what is known of its last job.
struct WarmProcess: Sendable {
    let process: any ProgramProcess
    /// It ran no circuits: the next one probably runs none either, and a connection is made only when it asks for one.
    let ranNoCircuits: Bool
}

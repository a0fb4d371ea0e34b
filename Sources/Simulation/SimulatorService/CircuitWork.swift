import QuantumSimulator
import RuntimeModel

/// One request of a connection: who asked, and how to tell that it is not wanted any more.
struct CircuitWork<Connection: Hashable & Sendable>: Sendable {
    let connection: Connection
    /// Chosen by the program, one for each request of a connection.
    let correlation: UInt64
    let job: JobID
    /// Also tells one request from every other, even one of the same correlation.
    let cancellation: CancellationFlag
}

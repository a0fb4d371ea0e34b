package import QuantumSimulator
package import RuntimeModel

/// One request of a connection: who asked, and how to tell that it is not wanted any more.
package struct CircuitWork<Connection: Hashable & Sendable>: Sendable {
    package let connection: Connection
    /// Chosen by the program, one for each request of a connection.
    package let correlation: UInt64
    package let job: JobID
    /// Also tells one request from every other, even one of the same correlation.
    package let cancellation: CancellationFlag

    package init(connection: Connection, correlation: UInt64, job: JobID, cancellation: CancellationFlag) {
        self.connection = connection
        self.correlation = correlation
        self.job = job
        self.cancellation = cancellation
    }
}

package import RuntimeModel

/// Where a simulator takes circuits.
package struct SimulatorAddress: Hashable, Sendable, Codable {
    /// Which simulator.
    package var workerID: WorkerID
    /// Names its machine.
    package var host: String
    /// Over ZeroMQ.
    package var endpoint: String
    /// Over a Unix socket, on its host.
    package var directPath: String?

    package init(workerID: WorkerID, host: String, endpoint: String, directPath: String? = nil) {
        self.workerID = workerID
        self.host = host
        self.endpoint = endpoint
        self.directPath = directPath
    }

    private enum CodingKeys: String, CodingKey {
        case host, endpoint
        case workerID = "worker_id"
        case directPath = "direct_path"
    }
}

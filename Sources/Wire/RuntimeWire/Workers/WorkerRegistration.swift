package import RuntimeModel

/// `register`, worker → coordinator: who I am and what I hold. Sent on every connection, and again whenever the coordinator says that it does not know the worker.
package struct WorkerRegistration: Hashable, Sendable, Codable {
    /// Its id, the same over restarts.
    package var workerID: WorkerID
    /// Changes with every start of its process.
    package var incarnation: String
    /// What it does.
    package var role: WorkerRole
    /// Names the machine; workers with the same word share a file system.
    package var host: String
    /// Its process, on its host.
    package var processID: Int
    /// Attempts it runs at once; 0 for a simulator.
    package var slots: Int
    /// Attempts of sessions that it takes beyond its slots, to begin them the moment one is free; none without it.
    package var leasesAhead: Int?
    /// Program environments it has; empty for a simulator.
    package var environments: [String]
    /// Backends it serves; empty for an executor.
    package var backends: [String]
    /// Where a simulator takes circuits over ZeroMQ.
    package var circuitEndpoint: String?
    /// Where it takes them over a Unix socket, on its host.
    package var directPath: String?
    /// The attempts it runs, or has ended and not seen acknowledged.
    package var attempts: [AttemptProgress]

    package init(
        workerID: WorkerID, incarnation: String, role: WorkerRole, host: String, processID: Int,
        slots: Int, leasesAhead: Int? = nil, environments: [String], backends: [String],
        circuitEndpoint: String? = nil, directPath: String? = nil, attempts: [AttemptProgress]
    ) {
        self.workerID = workerID
        self.incarnation = incarnation
        self.role = role
        self.host = host
        self.processID = processID
        self.slots = slots
        self.leasesAhead = leasesAhead
        self.environments = environments
        self.backends = backends
        self.circuitEndpoint = circuitEndpoint
        self.directPath = directPath
        self.attempts = attempts
    }

    private enum CodingKeys: String, CodingKey {
        case incarnation, role, host, slots, environments, backends, attempts
        case workerID = "worker_id"
        case processID = "process_id"
        case circuitEndpoint = "circuit_endpoint"
        case directPath = "direct_path"
        case leasesAhead = "leases_ahead"
    }
}

package import RuntimeModel

/// A registered worker.
package struct WorkerSummary: Hashable, Sendable, Codable {
    /// Its id.
    package var workerID: WorkerID
    /// What it does.
    package var role: WorkerRole
    /// Attempts it runs at once; 0 for a simulator.
    package var slots: Int
    /// Attempts it runs now.
    package var running: Int
    /// Whether it takes nothing new.
    package var isDraining: Bool
    /// Its process, on its host.
    package var processID: Int

    package init(
        workerID: WorkerID, role: WorkerRole, slots: Int, running: Int, isDraining: Bool, processID: Int
    ) {
        self.workerID = workerID
        self.role = role
        self.slots = slots
        self.running = running
        self.isDraining = isDraining
        self.processID = processID
    }

    private enum CodingKeys: String, CodingKey {
        case role, slots, running
        case workerID = "worker_id"
        case isDraining = "is_draining"
        case processID = "process_id"
    }
}

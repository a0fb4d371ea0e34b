public import RuntimeModel

/// A registered worker.
public struct WorkerSummary: Hashable, Sendable, Codable {
    /// Its id.
    public var workerID: WorkerID
    /// What it does.
    public var role: WorkerRole
    /// Attempts it runs at once; 0 for a simulator.
    public var slots: Int
    /// Attempts it runs now.
    public var running: Int
    /// Whether it takes nothing new.
    public var isDraining: Bool
    /// Its process, on its host.
    public var processID: Int

    /// Makes one from its fields.
    public init(
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

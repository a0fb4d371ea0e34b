public import RuntimeModel

/// A backend and how it is served.
public struct BackendStatus: Hashable, Sendable, Codable {
    /// What it is.
    public var device: DeviceDescriptor
    /// Whether a simulator serves it now.
    public var operational: Bool
    /// How many do.
    public var simulatorCount: Int
    /// Jobs that wait for it or run next to it.
    public var pendingJobCount: Int

    /// Makes one from its fields.
    public init(device: DeviceDescriptor, operational: Bool, simulatorCount: Int, pendingJobCount: Int) {
        self.device = device
        self.operational = operational
        self.simulatorCount = simulatorCount
        self.pendingJobCount = pendingJobCount
    }

    private enum CodingKeys: String, CodingKey {
        case device, operational
        case simulatorCount = "simulator_count"
        case pendingJobCount = "pending_job_count"
    }
}

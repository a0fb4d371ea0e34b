package import RuntimeModel

/// A backend and how it is served.
package struct BackendStatus: Hashable, Sendable, Codable {
    /// What it is.
    package var device: DeviceDescriptor
    /// Whether a simulator serves it now.
    package var operational: Bool
    /// How many do.
    package var simulatorCount: Int
    /// Jobs that wait for it or run next to it.
    package var pendingJobCount: Int

    package init(device: DeviceDescriptor, operational: Bool, simulatorCount: Int, pendingJobCount: Int) {
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

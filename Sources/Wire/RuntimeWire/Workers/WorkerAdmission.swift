/// `registered`, coordinator → worker: what is expected of it.
package struct WorkerAdmission: Hashable, Sendable, Codable {
    /// How long a lease holds without a heartbeat.
    package var leaseDurationMilliseconds: Int
    /// How often to send one.
    package var heartbeatIntervalMilliseconds: Int
    /// Reports of one attempt that may be without an answer.
    package var reportWindow: Int
    /// Where larger bodies travel.
    package var bodiesEndpoint: String
    /// Longest body, in bytes.
    package var bodyByteCountMax: Int
    /// The attempts the coordinator takes to be this worker's, each with the last report it has committed.
    package var known: [AttemptProgress]

    package init(
        leaseDurationMilliseconds: Int, heartbeatIntervalMilliseconds: Int, reportWindow: Int,
        bodiesEndpoint: String, bodyByteCountMax: Int, known: [AttemptProgress]
    ) {
        self.leaseDurationMilliseconds = leaseDurationMilliseconds
        self.heartbeatIntervalMilliseconds = heartbeatIntervalMilliseconds
        self.reportWindow = reportWindow
        self.bodiesEndpoint = bodiesEndpoint
        self.bodyByteCountMax = bodyByteCountMax
        self.known = known
    }

    private enum CodingKeys: String, CodingKey {
        case known
        case leaseDurationMilliseconds = "lease_duration_milliseconds"
        case heartbeatIntervalMilliseconds = "heartbeat_interval_milliseconds"
        case reportWindow = "report_window"
        case bodiesEndpoint = "bodies_endpoint"
        case bodyByteCountMax = "body_byte_count_max"
    }
}

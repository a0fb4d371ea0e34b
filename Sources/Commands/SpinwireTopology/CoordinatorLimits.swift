/// Limits of the coordinator, each with its default. Keys of `coordinator.limits`.
package struct CoordinatorLimits: Sendable, Hashable {
    /// `lease_duration`: how long an executor keeps an attempt without a heartbeat.
    package var leaseDuration: Duration = .seconds(5)
    /// `heartbeat_interval`: how often a worker says that it is there; at most a third of the lease.
    package var heartbeatInterval: Duration = .seconds(1)
    /// `attempt_count_max`: runs of one job, those lost with their executor included.
    package var attemptCountMax: Int = 3
    /// `report_window`: reports of one attempt that may be without an answer.
    package var reportWindow: Int = 256
    /// `frame_byte_count_max`: longest frame on any socket.
    package var frameByteCountMax: Int = 256 << 10
    /// `inline_event_byte_count_max`: longest event body that is published whole.
    package var inlineEventByteCountMax: Int = 64 << 10
    /// `body_byte_count_max`: longest source, inputs or result.
    package var bodyByteCountMax: Int = 256 << 20
    /// `queued_job_count_max`: jobs that may wait.
    package var queuedJobCountMax: Int = 100_000
    /// `event_count_max`: events of one job.
    package var eventCountMax: Int = 1_000_000
    /// `output_byte_count_max`: bytes of the events of one job.
    package var outputByteCountMax: Int = 1 << 30
    /// `max_execution_time`: longest `max_execution_time` that a program may ask for.
    package var executionTimeMax: Duration = .seconds(24 * 3600)
    /// `queued_message_count_max`: messages waiting in each direction for each peer.
    package var queuedMessageCountMax: Int = 10_000
    /// `stop_duration_max`: how long a stop may take before the process is killed.
    package var stopDurationMax: Duration = .seconds(10)

    /// All defaults.
    package init() {}
}

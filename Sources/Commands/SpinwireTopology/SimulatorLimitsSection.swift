/// Limits of a simulator beside its memory, each with its default. Keys of an entry of `simulators`.
package struct SimulatorLimitsSection: Sendable, Hashable {
    /// `connection_count_max`: programs that may be connected at a time.
    package var connectionCountMax: Int = 1024
    /// `queued_request_count_max`: circuit requests that may wait or be computed, over all connections.
    package var queuedRequestCountMax: Int = 1024
    /// `connection_request_count_max`: the same of one connection.
    package var connectionRequestCountMax: Int = 64
    /// `queued_byte_count_max`: packed bytes of all those requests.
    package var queuedByteCountMax: Int = 256 << 20
    /// `request_byte_count_max`: longest circuit request.
    package var requestByteCountMax: Int = 64 << 20
    /// `reply_byte_count_max`: longest reply.
    package var replyByteCountMax: Int = 1 << 30
    /// `committed_byte_count_max`: memory that waiting and running requests may want for their states together.
    package var committedByteCountMax: Int = 32 << 30
    /// `held_structure_count_max`: circuits that a connection may have kept, to send only their numbers again.
    package var heldStructureCountMax: Int = 256
    /// `held_structure_byte_count_max`: packed bytes of those of one connection.
    package var heldStructureByteCountMax: Int = 16 << 20
    /// `turn_duration`: how long the circuits of a batch run before other connections get their turn.
    package var turnDuration: Duration = .milliseconds(2)

    /// All defaults.
    package init() {}
}

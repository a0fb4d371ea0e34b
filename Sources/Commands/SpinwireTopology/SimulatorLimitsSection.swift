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
    /// `reserved_byte_count`: memory beside that of the simulator for circuits that take no more than this, so that they
    /// do not wait for a larger one.
    package var reservedByteCount: Int = 512 << 20
    /// `uncounted_state_byte_count_max`: states up to this size come on top, one for each thread.
    package var uncountedStateByteCountMax: Int = 16 << 20
    /// `unread_reply_byte_count_max`: replies that may wait for a program to read them; while there are more, nothing
    /// is computed for it.
    package var unreadReplyByteCountMax: Int = 64 << 20
    /// `round_count_max`: rounds of all its loops that one shot may go through.
    package var roundCountMax: Int = 1_000_000
    /// `unasked_bond_dimension_max`: bonds of a matrix product state that is tried, unasked, because the amplitudes do
    /// not fit.
    package var unaskedBondDimensionMax: Int = 256
    /// `shot_count_max`: shots of one run.
    package var shotCountMax: Int = 10_000_000
    /// `instruction_count_max`: instructions of one request.
    package var instructionCountMax: Int = 4_000_000
    /// `short_duration_max`, `short_state_byte_count_max`, `short_request_byte_count_max`: what is expected to take no
    /// more than this is computed at once, without a thread.
    package var shortDurationMax: Duration = .microseconds(50)
    package var shortStateByteCountMax: Int = 1 << 20
    package var shortRequestByteCountMax: Int = 16 << 10
    /// `silence_duration_max`: how long an executor may be silent before its programs' requests are given up.
    package var silenceDurationMax: Duration = .seconds(10)
    /// `held_structure_count_max`: circuits that a connection may have kept, to send only their numbers again.
    package var heldStructureCountMax: Int = 256
    /// `held_structure_byte_count_max`: packed bytes of those of one connection.
    package var heldStructureByteCountMax: Int = 16 << 20
    /// `turn_duration`: how long the circuits of a batch run before other connections get their turn.
    package var turnDuration: Duration = .milliseconds(2)

    /// All defaults.
    package init() {}
}

package import MessageBus

/// The limits of one client connection.
package struct ClientLimits: Sendable {
    /// Limits of each of its sockets.
    package var sockets = SocketLimits()
    /// How long a command may stay without an answer, over all repetitions.
    package var commandDuration: Duration = .seconds(60)
    /// After how long an unanswered command is sent again. Commands that create something carry an idempotency key.
    package var resendInterval: Duration = .seconds(2)
    /// Commands that may be without an answer; above it `queue.full`.
    package var outstandingCommandCountMax = 10_000
    /// How long to wait before a service that is too busy is asked for events again.
    package var busyPause: Duration = .milliseconds(100)
    /// How often an upload that a restart of the service has interrupted is begun anew.
    package var uploadRetryCountMax = 3
    /// After how long without an event the client asks for the last sequence.
    package var idleProbeInterval: Duration = .seconds(2)
    /// Events of one job kept for a reader that is slower; beyond it they are read from the timeline when wanted.
    package var bufferedEventCountMax = 4_096
    /// Events of one job kept because an earlier one has not come yet.
    package var earlyEventCountMax = 4_096
    /// Events asked for at once.
    package var pageEventCount = 20_000
    /// How long a chunk of a body may stay without an answer: the last one is answered when all are on the disk.
    package var bodyChunkDuration: Duration = .seconds(300)
    /// Timelines that a reader of many jobs reads at the same time.
    package var concurrentReadCountMax = 8
    /// Timelines that wait to be read while more jobs are listed.
    package var waitingReadCountMax = 1_000
    /// Ended jobs that a reader of many remembers, so that a repeated event does not begin one anew: as many as there are
    /// messages on their way at most.
    package var endedJobCountMax = 10_000
    /// Bytes of one chunk of a body.
    package var bodyChunkByteCount = 192 << 10

    package init() {}
}

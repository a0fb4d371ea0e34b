package import JSONSchema
package import MessageBus

/// The limits of a coordinator.
package struct CoordinatorLimits: Sendable {
    /// Limits of each of its sockets.
    package var sockets = SocketLimits()
    /// Answers that wait for one client that does not read, in its pipe and behind it; beyond it they are dropped, and
    /// the client asks again.
    package var waitingAnswerCountMax = 512
    /// Bytes of answers, and of events, that wait for one client that does not read: fewer messages wait than the counts
    /// allow where longest ones would take more.
    package var waitingAnswerByteCountMax = 512 << 20
    package var waitingEventByteCountMax = 512 << 20
    /// The same at the socket for bodies, where each may be as long as a frame.
    package var waitingBodyAnswerCountMax = 64
    /// Longest inputs or result, in bytes.
    package var bodyByteCountMax = 1 << 30
    /// Longest source, in bytes.
    package var sourceByteCountMax = 64 << 20
    /// Bytes of chunks of bodies that may wait for the store; above it `queue.full`.
    package var waitingChunkByteCountMax = 64 << 20
    /// Unfinished uploads of all accounts, and of one; one more gets `queue.full`. What workers put counts for the owners
    /// of their jobs, and is never refused.
    package var uploadCountMax = 256
    package var accountUploadCountMax = 32
    /// Longest event body that is published whole, in bytes.
    package var inlineEventByteCountMax = 64 << 10
    /// Transactions that may wait for a commit; above it commands get `queue.full` and workers wait.
    package var pendingTransactionCountMax = 20_000
    /// About how many bytes transactions that wait for a commit, and commands that wait for the store, may take
    /// together; likewise. A single command may go over it.
    package var pendingByteCountMax = 128 << 20
    /// How long after a commit found the disk full what cannot be refused is tried again.
    package var storeRetryInterval: Duration = .seconds(1)
    /// Most transactions of one commit.
    package var commitTransactionCountMax = 1_000
    /// Commands that may wait for the store; above it `queue.full`.
    package var pendingQueryCountMax = 10_000
    /// Commands that read the store at the same time.
    package var concurrentQueryCountMax = 4
    /// Jobs that may wait; above it `job.run` gets `queue.full`.
    package var queuedJobCountMax = 1_000_000
    /// Ended jobs that are remembered without asking the store.
    package var endedJobCountMax = 10_000
    /// Program versions that are remembered without asking the store.
    package var cachedProgramCountMax = 256
    /// Bytes of sources and inputs of waiting jobs that are kept in memory; beyond it they are read again.
    package var waitingPayloadByteCountMax = 64 << 20
    /// How long a lease holds without a heartbeat.
    package var leaseDuration: Duration = .seconds(10)
    /// How often workers send one.
    package var heartbeatInterval: Duration = .seconds(1)
    /// Attempts of a job whose executors are lost.
    package var attemptCountMax = 3
    /// Reports of an attempt that may be without an answer.
    package var reportWindow = 256
    /// Most events of a job.
    package var eventCountMax = 1_000_000
    /// Most bytes in the events of a job.
    package var outputByteCountMax = 1 << 30
    /// Most events of one answer to `timeline.read`.
    package var timelinePageCountMax = 20_000
    /// Most bytes of events in one answer to `timeline.read`, the first one aside.
    package var timelinePageByteCountMax = 256 << 10
    /// Feeds of one account, and how long one stays open without being renewed.
    package var accountFeedCountMax = 100
    package var feedLeaseDuration: Duration = .seconds(30)
    /// Jobs that one `job.await` may name, that all of an account's may together, and how long it waits at most.
    package var awaitedJobCountMax = 1_000
    package var accountAwaitedJobCountMax = 100_000
    /// Unanswered `job.await` of one account.
    package var accountAwaitCountMax = 4_096
    package var awaitDurationMax: Duration = .seconds(30)
    /// Jobs of a session that an executor may be given beyond its free slots, while the session's jobs take no longer
    /// than this; 0 gives none ahead.
    package var leaseAheadCountMax = 32
    package var leaseAheadJobDurationMax: Duration = .milliseconds(10)
    /// Longest `max_execution_time`, in seconds.
    package var executionSecondsMax = 86_400
    /// Most tags of a job, and longest tag in bytes.
    package var tagCountMax = 32
    package var tagByteCountMax = 128
    /// Longest idempotency key, in bytes.
    package var idempotencyKeyByteCountMax = 128
    /// Longest metadata, in bytes of JSON.
    package var metadataByteCountMax = 64 << 10
    /// What the schemas of a program, and one validation against them, may take.
    package var schemas = SchemaLimits()
    /// Longest inputs that are held against a schema when they are stored apart, in bytes; longer ones are not.
    package var checkedInputByteCountMax = 4 << 20
    /// Messages of one run whose violations of their schema are told in the log; each is flagged.
    package var complaintCountMax = 10
    /// Jobs of one account that may wait, and that may run at once, and bytes that are kept for it: where the account
    /// has no quota of its own.
    package var accountQueuedJobCountMax = 1_000_000
    package var accountRunningJobCountMax = 10_000
    package var accountStoredByteCountMax = 1 << 40
    /// Most jobs of one `job.run-batch`.
    package var batchJobCountMax = 1_000
    /// Longest `job.run-batch`, in bytes of all its frames.
    package var batchByteCountMax = 32 << 20
    /// Open sessions of one account.
    package var accountOpenSessionCountMax = 100
    /// How long a session takes jobs, without a word and at most.
    package var sessionTimeToLive: Duration = .seconds(8 * 3600)
    package var sessionTimeToLiveMax: Duration = .seconds(24 * 3600)
    /// How long a session, and a process that is kept for it, may be without a job, without a word and at most.
    package var sessionIdleTime: Duration = .seconds(600)
    package var sessionIdleTimeMax: Duration = .seconds(3600)
    /// Most accounts that a private program is shared with.
    package var sharedAccountCountMax = 1_000
    /// Most words of one search; and longest text to search for, in bytes.
    package var searchWordCountMax = 16
    package var searchByteCountMax = 1_024
    /// How long what is stored is kept.
    package var retention = RetentionLimits()
    /// How long a stopping coordinator waits for what is pending to be committed.
    package var drainDuration: Duration = .seconds(5)

    package init() {}

    /// Fewest messages that may wait, or nobody could be told anything.
    private static let waitingMessageCountMin = 16

    /// Limits of a socket that answers.
    var answeringSockets: SocketLimits {
        // JSON and a body, or a page; they wait in the pipe and behind it.
        let frame = self.sockets.frameByteCountMax
        let longest = frame + max(frame, self.timelinePageByteCountMax)
        let count = min(self.waitingAnswerCountMax, self.waitingAnswerByteCountMax / 2 / longest)
        var limits = self.sockets
        limits.queuedMessageCountMax = max(Self.waitingMessageCountMin, count)
        limits.peerBacklogCountMax = limits.queuedMessageCountMax
        return limits
    }

    /// Limits of the socket that publishes.
    var publishingSocket: SocketLimits {
        var limits = self.sockets
        let count = min(
            limits.queuedMessageCountMax, self.waitingEventByteCountMax / self.inlineEventByteCountMax)
        limits.queuedMessageCountMax = max(Self.waitingMessageCountMin, count)
        return limits
    }
}

/// Limits of the coordinator, each with its default. Keys of `coordinator.limits`.
package struct CoordinatorLimitsSection: Sendable, Hashable {
    /// `lease_duration`: how long an executor keeps an attempt without a heartbeat.
    package var leaseDuration: Duration = .seconds(10)
    /// `heartbeat_interval`: how often a worker says that it is there; at most a third of the lease.
    package var heartbeatInterval: Duration = .seconds(1)
    /// `attempt_count_max`: runs of one job, those lost with their executor included.
    package var attemptCountMax: Int = 3
    /// `report_window`: reports of one attempt that may be without an answer.
    package var reportWindow: Int = 256
    /// `frame_byte_count_max`: longest frame on any socket.
    package var frameByteCountMax: Int = 256 << 10
    /// `queued_message_count_max`: messages waiting in each direction for each peer.
    package var queuedMessageCountMax: Int = 10_000
    /// `inline_event_byte_count_max`: longest event body that is published whole.
    package var inlineEventByteCountMax: Int = 64 << 10
    /// `body_byte_count_max`: longest inputs or result.
    package var bodyByteCountMax: Int = 1 << 30
    /// `source_byte_count_max`: longest source of a program.
    package var sourceByteCountMax: Int = 64 << 20
    /// `message_byte_count_max`: longest message that a program may publish.
    package var messageByteCountMax: Int = 64 << 20
    /// `waiting_chunk_byte_count_max`: chunks of bodies that may wait for the store.
    package var waitingChunkByteCountMax: Int = 64 << 20
    /// `upload_count_max`: unfinished uploads of all accounts.
    package var uploadCountMax: Int = 256
    /// `account_upload_count_max`: unfinished uploads of one account.
    package var accountUploadCountMax: Int = 32
    /// `upload_memory_byte_count_max`: bytes of short ones that are gathered in memory; the others are in files.
    package var uploadMemoryByteCountMax: Int = 32 << 20
    /// `pending_transaction_count_max`: transactions that may wait for a commit.
    package var pendingTransactionCountMax: Int = 20_000
    /// `pending_byte_count_max`: bytes of these, and of commands that wait for the store.
    package var pendingByteCountMax: Int = 128 << 20
    /// `store_retry_interval`: how often a full disk is looked at again.
    package var storeRetryInterval: Duration = .seconds(1)
    /// `commit_transaction_count_max`: most transactions of one commit.
    package var commitTransactionCountMax: Int = 1_000
    /// `pending_query_count_max`: commands that may wait for the store.
    package var pendingQueryCountMax: Int = 10_000
    /// `concurrent_query_count_max`: commands that read the store at the same time.
    package var concurrentQueryCountMax: Int = 4
    /// `queued_job_count_max`: jobs that may wait.
    package var queuedJobCountMax: Int = 1_000_000
    /// `account_queued_job_count_max`: jobs of one account that may wait, where it has no quota of its own.
    package var accountQueuedJobCountMax: Int = 1_000_000
    /// `account_running_job_count_max`: likewise, jobs that may run at once.
    package var accountRunningJobCountMax: Int = 10_000
    /// `account_stored_byte_count_max`: likewise, bytes of sources, inputs and outputs that are kept.
    package var accountStoredByteCountMax: Int = 1 << 40
    /// `shared_account_count_max`: accounts that a private program is shared with.
    package var sharedAccountCountMax: Int = 1_000
    /// `batch_job_count_max`: jobs that one command may run.
    package var batchJobCountMax: Int = 1_000
    /// `batch_byte_count_max`: bytes that one command may have, in all its frames.
    package var batchByteCountMax: Int = 32 << 20
    /// `account_open_session_count_max`: open sessions of one account.
    package var accountOpenSessionCountMax: Int = 100
    /// `session_time_to_live`: how long a session takes jobs when its user says nothing.
    package var sessionTimeToLive: Duration = .seconds(8 * 3600)
    /// `session_time_to_live_max`: how long its user may make that.
    package var sessionTimeToLiveMax: Duration = .seconds(24 * 3600)
    /// `session_idle_time`: how long a session and its warm processes may be without a job, when its user says nothing.
    package var sessionIdleTime: Duration = .seconds(600)
    /// `session_idle_time_max`: how long its user may make that.
    package var sessionIdleTimeMax: Duration = .seconds(3600)
    /// `ended_job_count_max`: ended jobs that are remembered without asking the store.
    package var endedJobCountMax: Int = 10_000
    /// `cached_program_count_max`: program versions that are remembered without asking the store.
    package var cachedProgramCountMax: Int = 256
    /// `waiting_payload_byte_count_max`: sources and inputs of waiting jobs that are kept in memory.
    package var waitingPayloadByteCountMax: Int = 64 << 20
    /// `event_count_max`: events of one job.
    package var eventCountMax: Int = 1_000_000
    /// `output_byte_count_max`: bytes of the events of one job.
    package var outputByteCountMax: Int = 1 << 30
    /// `timeline_page_count_max`: most events of one answer to `timeline.read`.
    package var timelinePageCountMax: Int = 20_000
    /// `timeline_page_byte_count_max`: most bytes of events in one such answer.
    package var timelinePageByteCountMax: Int = 256 << 10
    /// `account_feed_count_max`: feeds that one account may have open.
    package var accountFeedCountMax: Int = 100
    /// `feed_lease_duration`: how long a feed stays open without being renewed.
    package var feedLeaseDuration: Duration = .seconds(30)
    /// `awaited_job_count_max`: jobs that one `job.await` may name.
    package var awaitedJobCountMax: Int = 1_000
    /// `account_awaited_job_count_max`: jobs for whose ends one account may wait.
    package var accountAwaitedJobCountMax: Int = 100_000
    /// `account_await_count_max`: unanswered `job.await` of one account.
    package var accountAwaitCountMax: Int = 4_096
    /// `await_duration_max`: how long one `job.await` waits.
    package var awaitDurationMax: Duration = .seconds(30)
    /// `lease_ahead_count_max`: jobs of a session that an executor may be given beyond its free slots.
    package var leaseAheadCountMax: Int = 32
    /// `lease_ahead_job_duration_max`: how long the session's jobs may take for that.
    package var leaseAheadJobDurationMax: Duration = .milliseconds(10)
    /// `waiting_answer_count_max`: answers that wait for one client that does not read.
    package var waitingAnswerCountMax: Int = 512
    /// `waiting_answer_byte_count_max`: bytes of answers that wait for one client that does not read.
    package var waitingAnswerByteCountMax: Int = 512 << 20
    /// `waiting_event_byte_count_max`: likewise, of events.
    package var waitingEventByteCountMax: Int = 512 << 20
    /// `execution_seconds_max`: longest `max_execution_time` that a program may ask for.
    package var executionSecondsMax: Int = 86_400
    /// `tag_count_max`: most tags of a job.
    package var tagCountMax: Int = 32
    /// `metadata_byte_count_max`: longest metadata of a program, as JSON.
    package var metadataByteCountMax: Int = 64 << 10
    /// `checked_input_byte_count_max`: longest inputs stored apart that are held against a program's schema.
    package var checkedInputByteCountMax: Int = 4 << 20
    /// `complaint_count_max`: messages of one run whose violations of their schema are told in the log.
    package var complaintCountMax: Int = 10
    /// `schema_count_max`: most schemas within a schema.
    package var schemaCountMax: Int = 10_000
    /// `schema_reference_count_max`: most references within a schema.
    package var schemaReferenceCountMax: Int = 1_000
    /// `schema_nesting_count_max`: most arrays and objects within each other in a schema.
    package var schemaNestingCountMax: Int = 64
    /// `schema_pattern_instruction_count_max`: longest regular expression in a schema, repetitions counted.
    package var schemaPatternInstructionCountMax: Int = 5_000
    /// `schema_problem_count_max`: most problems that are told of one schema or one value.
    package var schemaProblemCountMax: Int = 20
    /// `validation_depth_max`: longest way from schema to schema of one validation.
    package var validationDepthMax: Int = 512
    /// `validation_step_count_max`: most steps of one validation.
    package var validationStepCountMax: Int = 1_000_000
    /// `payload_age_max`: how long after a job's end its inputs, events and result are kept.
    package var payloadAgeMax: Duration = .seconds(365 * 86_400)
    /// `stored_byte_count_max`: bytes of all accounts above which those of the jobs that ended first are removed.
    package var storedByteCountMax: Int = 256 << 30
    /// `unused_body_age_max`: how long a body to which nothing refers is kept.
    package var unusedBodyAgeMax: Duration = .seconds(3600)
    /// `upload_idle_duration_max`: how long an upload may stand still.
    package var uploadIdleDurationMax: Duration = .seconds(600)
    /// `claim_age_max`: how long a repeated command gets its first answer.
    package var claimAgeMax: Duration = .seconds(7 * 86_400)
    /// `retention_interval`: how often these are looked after.
    package var retentionInterval: Duration = .seconds(60)
    /// `drain_duration`: how long a stopping coordinator waits for what is pending to be committed.
    package var drainDuration: Duration = .seconds(5)
    /// `stop_duration_max`: how long a stop may take before the process is killed.
    package var stopDurationMax: Duration = .seconds(10)

    /// All defaults.
    package init() {}
}

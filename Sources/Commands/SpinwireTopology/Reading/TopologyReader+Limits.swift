import ExecutorCore

extension TopologyReader {
    /// Reads `coordinator.limits`.
    func coordinatorLimits(_ reader: MappingReader) -> CoordinatorLimitsSection {
        var limits = CoordinatorLimitsSection()
        self.readLeases(reader, &limits)
        self.readSizes(reader, &limits)
        self.readCounts(reader, &limits)
        self.readSessions(reader, &limits)
        self.readSchemaLimits(reader, &limits)
        self.readRetention(reader, &limits)
        limits.stopDurationMax = self.stopDuration(reader, otherwise: limits.stopDurationMax)
        reader.finish()
        return limits
    }

    private func readLeases(_ reader: MappingReader, _ limits: inout CoordinatorLimitsSection) {
        let times = Duration.milliseconds(10)...Duration.seconds(3600)
        func duration(_ key: String, _ path: WritableKeyPath<CoordinatorLimitsSection, Duration>) {
            limits[keyPath: path] = reader.duration(key, otherwise: limits[keyPath: path], in: times)
        }
        duration("lease_duration", \.leaseDuration)
        duration("heartbeat_interval", \.heartbeatInterval)
        duration("drain_duration", \.drainDuration)
        duration("feed_lease_duration", \.feedLeaseDuration)
        duration("await_duration_max", \.awaitDurationMax)
        duration("lease_ahead_job_duration_max", \.leaseAheadJobDurationMax)
        duration("store_retry_interval", \.storeRetryInterval)
        if limits.heartbeatInterval * 3 > limits.leaseDuration {
            reader.note("heartbeat_interval", "must be at most a third of lease_duration")
        }
    }

    private func readSessions(_ reader: MappingReader, _ limits: inout CoordinatorLimitsSection) {
        let times = Duration.seconds(1)...Duration.seconds(30 * 86_400)
        func duration(_ key: String, _ path: WritableKeyPath<CoordinatorLimitsSection, Duration>) {
            limits[keyPath: path] = reader.duration(key, otherwise: limits[keyPath: path], in: times)
        }
        duration("session_time_to_live", \.sessionTimeToLive)
        duration("session_time_to_live_max", \.sessionTimeToLiveMax)
        duration("session_idle_time", \.sessionIdleTime)
        duration("session_idle_time_max", \.sessionIdleTimeMax)
        limits.accountOpenSessionCountMax = reader.integer(
            "account_open_session_count_max", otherwise: limits.accountOpenSessionCountMax, in: 0...100_000)
        // The answer to a batch is one frame, 35 bytes for each job.
        limits.batchJobCountMax = reader.integer(
            "batch_job_count_max", otherwise: limits.batchJobCountMax, in: 1...1_500)
        if limits.sessionTimeToLive > limits.sessionTimeToLiveMax {
            reader.note("session_time_to_live", "must not be above session_time_to_live_max")
        }
        if limits.sessionIdleTime > limits.sessionIdleTimeMax {
            reader.note("session_idle_time", "must not be above session_idle_time_max")
        }
    }

    private func readSizes(_ reader: MappingReader, _ limits: inout CoordinatorLimitsSection) {
        func byteCount(
            _ key: String, _ path: WritableKeyPath<CoordinatorLimitsSection, Int>, in range: ClosedRange<Int>
        ) {
            limits[keyPath: path] = reader.byteCount(key, otherwise: limits[keyPath: path], in: range)
        }
        byteCount("frame_byte_count_max", \.frameByteCountMax, in: 64 << 10...16 << 20)
        byteCount("inline_event_byte_count_max", \.inlineEventByteCountMax, in: 1 << 10...16 << 20)
        byteCount("body_byte_count_max", \.bodyByteCountMax, in: 64 << 10...64 << 30)
        byteCount("source_byte_count_max", \.sourceByteCountMax, in: 1 << 10...64 << 20)
        byteCount("message_byte_count_max", \.messageByteCountMax, in: 64 << 10...64 << 20)
        byteCount("waiting_chunk_byte_count_max", \.waitingChunkByteCountMax, in: 1 << 20...64 << 30)
        byteCount("pending_byte_count_max", \.pendingByteCountMax, in: 1 << 20...64 << 30)
        byteCount("batch_byte_count_max", \.batchByteCountMax, in: 1 << 20...16 << 30)
        byteCount("upload_memory_byte_count_max", \.uploadMemoryByteCountMax, in: 0...64 << 30)
        byteCount("waiting_payload_byte_count_max", \.waitingPayloadByteCountMax, in: 0...64 << 30)
        byteCount("output_byte_count_max", \.outputByteCountMax, in: 64 << 10...1 << 40)
        byteCount("timeline_page_byte_count_max", \.timelinePageByteCountMax, in: 64 << 10...1 << 30)
        byteCount("waiting_answer_byte_count_max", \.waitingAnswerByteCountMax, in: 1 << 20...1 << 40)
        byteCount("waiting_event_byte_count_max", \.waitingEventByteCountMax, in: 1 << 20...1 << 40)
        byteCount("account_stored_byte_count_max", \.accountStoredByteCountMax, in: 0...1 << 60)
        byteCount("metadata_byte_count_max", \.metadataByteCountMax, in: 1 << 10...16 << 20)
        if limits.inlineEventByteCountMax > limits.frameByteCountMax {
            reader.note("inline_event_byte_count_max", "must not be above frame_byte_count_max")
        }
        if limits.waitingChunkByteCountMax < limits.frameByteCountMax {
            reader.note("waiting_chunk_byte_count_max", "must not be below frame_byte_count_max")
        }
        // A command with a body has two frames.
        if limits.batchByteCountMax < 2 * limits.frameByteCountMax {
            reader.note("batch_byte_count_max", "must not be below twice frame_byte_count_max")
        }
        if limits.pendingByteCountMax < limits.batchByteCountMax {
            reader.note("pending_byte_count_max", "must not be below batch_byte_count_max")
        }
    }

    private func readCounts(_ reader: MappingReader, _ limits: inout CoordinatorLimitsSection) {
        func count(
            _ key: String, _ path: WritableKeyPath<CoordinatorLimitsSection, Int>, in range: ClosedRange<Int>
        ) {
            limits[keyPath: path] = reader.integer(key, otherwise: limits[keyPath: path], in: range)
        }
        count("attempt_count_max", \.attemptCountMax, in: 1...100)
        count("report_window", \.reportWindow, in: 1...65536)
        count("queued_message_count_max", \.queuedMessageCountMax, in: 16...1_000_000)
        count("pending_transaction_count_max", \.pendingTransactionCountMax, in: 1...10_000_000)
        count("commit_transaction_count_max", \.commitTransactionCountMax, in: 1...1_000_000)
        count("upload_count_max", \.uploadCountMax, in: 1...10_000)
        count("account_upload_count_max", \.accountUploadCountMax, in: 1...10_000)
        count("pending_query_count_max", \.pendingQueryCountMax, in: 1...10_000_000)
        count("concurrent_query_count_max", \.concurrentQueryCountMax, in: 1...256)
        count("queued_job_count_max", \.queuedJobCountMax, in: 1...100_000_000)
        count("account_queued_job_count_max", \.accountQueuedJobCountMax, in: 0...100_000_000)
        count("account_running_job_count_max", \.accountRunningJobCountMax, in: 0...1_000_000)
        count("shared_account_count_max", \.sharedAccountCountMax, in: 0...1_000)
        count("ended_job_count_max", \.endedJobCountMax, in: 0...10_000_000)
        count("cached_program_count_max", \.cachedProgramCountMax, in: 1...1_000_000)
        count("event_count_max", \.eventCountMax, in: 10...1_000_000_000)
        count("timeline_page_count_max", \.timelinePageCountMax, in: 1...100_000)
        count("account_feed_count_max", \.accountFeedCountMax, in: 0...100_000)
        count("awaited_job_count_max", \.awaitedJobCountMax, in: 1...1_000)
        count("account_awaited_job_count_max", \.accountAwaitedJobCountMax, in: 1...10_000_000)
        count("account_await_count_max", \.accountAwaitCountMax, in: 1...1_000_000)
        count("lease_ahead_count_max", \.leaseAheadCountMax, in: 0...1_000)
        count("waiting_answer_count_max", \.waitingAnswerCountMax, in: 16...1_000_000)
        count("execution_seconds_max", \.executionSecondsMax, in: 1...30 * 86_400)
        count("tag_count_max", \.tagCountMax, in: 0...10_000)
    }

    private func readSchemaLimits(_ reader: MappingReader, _ limits: inout CoordinatorLimitsSection) {
        func count(
            _ key: String, _ path: WritableKeyPath<CoordinatorLimitsSection, Int>, in range: ClosedRange<Int>
        ) {
            limits[keyPath: path] = reader.integer(key, otherwise: limits[keyPath: path], in: range)
        }
        limits.checkedInputByteCountMax = reader.byteCount(
            "checked_input_byte_count_max", otherwise: limits.checkedInputByteCountMax, in: 0...64 << 20)
        count("complaint_count_max", \.complaintCountMax, in: 0...1_000_000)
        count("schema_count_max", \.schemaCountMax, in: 1...1_000_000)
        count("schema_reference_count_max", \.schemaReferenceCountMax, in: 0...100_000)
        count("schema_nesting_count_max", \.schemaNestingCountMax, in: 8...512)
        count("schema_pattern_instruction_count_max", \.schemaPatternInstructionCountMax, in: 10...1_000_000)
        count("schema_problem_count_max", \.schemaProblemCountMax, in: 1...1_000)
        count("validation_depth_max", \.validationDepthMax, in: 16...2_000)
        count("validation_step_count_max", \.validationStepCountMax, in: 1_000...1_000_000_000)
    }

    private func readRetention(_ reader: MappingReader, _ limits: inout CoordinatorLimitsSection) {
        let times = Duration.milliseconds(100)...Duration.seconds(100 * 365 * 86_400)
        func duration(_ key: String, _ path: WritableKeyPath<CoordinatorLimitsSection, Duration>) {
            limits[keyPath: path] = reader.duration(key, otherwise: limits[keyPath: path], in: times)
        }
        duration("payload_age_max", \.payloadAgeMax)
        duration("unused_body_age_max", \.unusedBodyAgeMax)
        duration("upload_idle_duration_max", \.uploadIdleDurationMax)
        duration("claim_age_max", \.claimAgeMax)
        duration("retention_interval", \.retentionInterval)
        limits.storedByteCountMax = reader.byteCount(
            "stored_byte_count_max", otherwise: limits.storedByteCountMax, in: 0...1 << 60)
    }

    /// Reads `executors[].program_limits`.
    func programLimits(_ reader: MappingReader) -> ProgramLimits {
        var limits = ProgramLimits()
        limits.cpuSecondsMax = reader.integer(
            "cpu_seconds_max", otherwise: limits.cpuSecondsMax, in: 1...30 * 86400)
        limits.memoryByteCountMax = reader.byteCount(
            "memory_byte_count_max", otherwise: limits.memoryByteCountMax, in: 64 << 20...1 << 40)
        limits.processCountMax = reader.integer(
            "process_count_max", otherwise: limits.processCountMax, in: 1...65536)
        limits.fileByteCountMax = reader.byteCount(
            "file_byte_count_max", otherwise: limits.fileByteCountMax, in: 4 << 10...1 << 40)
        limits.scratchByteCountMax = reader.byteCount(
            "scratch_byte_count_max", otherwise: limits.scratchByteCountMax, in: 4 << 10...1 << 40)
        limits.descriptorCountMax = reader.integer(
            "descriptor_count_max", otherwise: limits.descriptorCountMax, in: 16...65536)
        reader.finish()
        return limits
    }

    /// Reads `supervision`.
    func supervision(_ reader: MappingReader) -> SupervisionSection {
        var section = SupervisionSection()
        let times = Duration.milliseconds(10)...Duration.seconds(3600)
        section.restartDelayMin = reader.duration(
            "restart_delay_min", otherwise: section.restartDelayMin, in: times)
        section.restartDelayMax = reader.duration(
            "restart_delay_max", otherwise: section.restartDelayMax, in: times)
        if section.restartDelayMin > section.restartDelayMax {
            reader.note("restart_delay_min", "must not be above restart_delay_max")
        }
        section.restartCountMax = reader.integer(
            "restart_count_max", otherwise: section.restartCountMax, in: 0...1_000_000)
        section.settledDuration = reader.duration(
            "settled_duration", otherwise: section.settledDuration, in: times)
        section.readyDurationMax = reader.duration(
            "ready_duration_max", otherwise: section.readyDurationMax, in: times)
        reader.finish()
        return section
    }

    /// Reads `stop_duration_max`, which every service has.
    func stopDuration(_ reader: MappingReader, otherwise: Duration) -> Duration {
        reader.duration("stop_duration_max", otherwise: otherwise, in: .milliseconds(100) ... .seconds(600))
    }
}

import ExecutorCore

extension TopologyReader {
    /// Reads `coordinator.limits`.
    func coordinatorLimits(_ reader: MappingReader) -> CoordinatorLimits {
        var limits = CoordinatorLimits()
        let times = Duration.milliseconds(10)...Duration.seconds(3600)
        limits.leaseDuration = reader.duration("lease_duration", otherwise: limits.leaseDuration, in: times)
        limits.heartbeatInterval = reader.duration(
            "heartbeat_interval", otherwise: limits.heartbeatInterval, in: times)
        if limits.heartbeatInterval * 3 > limits.leaseDuration {
            reader.note("heartbeat_interval", "must be at most a third of lease_duration")
        }
        limits.attemptCountMax = reader.integer(
            "attempt_count_max", otherwise: limits.attemptCountMax, in: 1...100)
        limits.reportWindow = reader.integer("report_window", otherwise: limits.reportWindow, in: 1...65536)
        limits.frameByteCountMax = reader.byteCount(
            "frame_byte_count_max", otherwise: limits.frameByteCountMax, in: 64 << 10...16 << 20)
        limits.inlineEventByteCountMax = reader.byteCount(
            "inline_event_byte_count_max", otherwise: limits.inlineEventByteCountMax, in: 1 << 10...16 << 20)
        if limits.inlineEventByteCountMax > limits.frameByteCountMax {
            reader.note("inline_event_byte_count_max", "must not be above frame_byte_count_max")
        }
        limits.bodyByteCountMax = reader.byteCount(
            "body_byte_count_max", otherwise: limits.bodyByteCountMax, in: 64 << 10...64 << 30)
        limits.queuedJobCountMax = reader.integer(
            "queued_job_count_max", otherwise: limits.queuedJobCountMax, in: 1...10_000_000)
        limits.eventCountMax = reader.integer(
            "event_count_max", otherwise: limits.eventCountMax, in: 10...1_000_000_000)
        limits.outputByteCountMax = reader.byteCount(
            "output_byte_count_max", otherwise: limits.outputByteCountMax, in: 64 << 10...1 << 40)
        limits.executionTimeMax = reader.duration(
            "max_execution_time", otherwise: limits.executionTimeMax, in: .seconds(1) ... .seconds(30 * 86400)
        )
        limits.queuedMessageCountMax = reader.integer(
            "queued_message_count_max", otherwise: limits.queuedMessageCountMax, in: 16...1_000_000)
        limits.stopDurationMax = self.stopDuration(reader, otherwise: limits.stopDurationMax)
        reader.finish()
        return limits
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

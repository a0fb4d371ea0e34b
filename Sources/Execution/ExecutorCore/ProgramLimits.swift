/// Limits of one program's process tree. All are enforced from outside the program.
package struct ProgramLimits: Hashable, Sendable, Codable {
    /// Processor time of one process, in seconds (`RLIMIT_CPU`).
    package var cpuSecondsMax: Int
    /// Memory of the whole tree, in bytes: watched from outside, and for each process by `RLIMIT_AS` over the zygote's base.
    package var memoryByteCountMax: Int
    /// Processes and threads (`RLIMIT_NPROC`).
    package var processCountMax: Int
    /// Longest file, in bytes (`RLIMIT_FSIZE`).
    package var fileByteCountMax: Int
    /// Size of the scratch space at `/tmp`, in bytes.
    package var scratchByteCountMax: Int
    /// Open descriptors of one process (`RLIMIT_NOFILE`).
    package var descriptorCountMax: Int

    package init(
        cpuSecondsMax: Int = 3600, memoryByteCountMax: Int = 2 << 30, processCountMax: Int = 64,
        fileByteCountMax: Int = 64 << 20, scratchByteCountMax: Int = 64 << 20, descriptorCountMax: Int = 256
    ) {
        self.cpuSecondsMax = cpuSecondsMax
        self.memoryByteCountMax = memoryByteCountMax
        self.processCountMax = processCountMax
        self.fileByteCountMax = fileByteCountMax
        self.scratchByteCountMax = scratchByteCountMax
        self.descriptorCountMax = descriptorCountMax
    }

    private enum CodingKeys: String, CodingKey {
        case cpuSecondsMax = "cpu_seconds_max"
        case memoryByteCountMax = "memory_byte_count_max"
        case processCountMax = "process_count_max"
        case fileByteCountMax = "file_byte_count_max"
        case scratchByteCountMax = "scratch_byte_count_max"
        case descriptorCountMax = "descriptor_count_max"
    }
}

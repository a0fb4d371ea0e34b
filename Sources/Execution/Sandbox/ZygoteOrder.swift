import ExecutorCore

/// Asks a zygote for a child. One packet on the control socket, as JSON.
struct ZygoteOrder: Encodable {
    let op = "fork"
    let id: Int
    /// Which of the executor's user ids the child gets; never two children at a time.
    let slot: Int
    /// Whether the child does ahead what a program will need; not when a launch is waiting for it already.
    let warm: Bool
    let limits: Limits

    struct Limits: Encodable {
        let addressSpaceByteCountMax: Int
        let cpuSecondCountMax: Int
        let fileByteCountMax: Int
        let processCountMax: Int
        let descriptorCountMax: Int
        let scratchByteCountMax: Int
        let scratchFileCountMax: Int

        init(_ limits: ProgramLimits, scratchFileCountMax: Int) {
            self.addressSpaceByteCountMax = limits.memoryByteCountMax
            self.cpuSecondCountMax = limits.cpuSecondsMax
            self.fileByteCountMax = limits.fileByteCountMax
            self.processCountMax = limits.processCountMax
            self.descriptorCountMax = limits.descriptorCountMax
            self.scratchByteCountMax = limits.scratchByteCountMax
            self.scratchFileCountMax = scratchFileCountMax
        }

        private enum CodingKeys: String, CodingKey {
            case addressSpaceByteCountMax = "address_space_byte_count_max"
            case cpuSecondCountMax = "cpu_second_count_max"
            case fileByteCountMax = "file_byte_count_max"
            case processCountMax = "process_count_max"
            case descriptorCountMax = "descriptor_count_max"
            case scratchByteCountMax = "scratch_byte_count_max"
            case scratchFileCountMax = "scratch_file_count_max"
        }
    }
}

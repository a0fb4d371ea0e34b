package import RuntimeModel

/// Starts program processes. One process serves one attempt, and jobs of the same session that follow; see ``WarmShelf``.
///
/// Implementations: `Sandbox.ZygoteProgramLauncher` (real processes), the test kit's `ScriptedProgramLauncher`.
/// Everything is called, and calls back, on the loop of the executor that owns the launcher.
package protocol ProgramLauncher: AnyObject, Sendable {
    /// Names of the environments that programs can run in.
    var environmentNames: [String] { get }

    /// Makes a process ready and hands it out; events follow by `handler`.
    ///
    /// The first event is `started`, or `exited` when no process could be started. After `exited` nothing follows.
    func launch(
        environment: String, limits: ProgramLimits, handler: @escaping @Sendable (ProgramEvent) -> Void
    ) -> any ProgramProcess

    /// Starts nothing any more, and kills what runs; `done` is called when every process is gone.
    func shutDown(_ done: @escaping @Sendable () -> Void)
}

/// One program's process tree.
package protocol ProgramProcess: AnyObject, Sendable {
    /// Sends one frame of the program channel, with at most one descriptor, which stays the caller's to close.
    ///
    /// - Returns: `false` when the process is gone.
    @discardableResult
    func send(_ frame: [UInt8], descriptor: Int32?) -> Bool

    /// Stops or goes on reading the program's channel and its output: how back-pressure reaches the program.
    func pauseReading(_ paused: Bool)

    /// Ends the whole process tree by force. `exited` follows when all of it is gone.
    func kill()

    /// Hands the process on: all that it has said and written so far goes to who heard it before, everything later to
    /// `handler`.
    ///
    /// - Returns: `false` when the process has ended or is being killed.
    func pass(to handler: @escaping @Sendable (ProgramEvent) -> Void) -> Bool

    /// Memory of its tree when that was last looked at, in bytes.
    var memoryByteCount: Int { get }
}

/// What a program's process did.
package enum ProgramEvent: Sendable {
    /// The process exists, is locked in, and takes frames.
    ///
    /// `processID` is its id as the executor's PID namespace sees it.
    case started(processID: Int32)
    /// A frame of the program channel came in: kind byte and body, without the length.
    case frame([UInt8])
    /// The program wrote to its stdout or stderr.
    case output(ProgramOutputStream, [UInt8])
    /// The process tree used more memory than it may and is being killed; `exited` follows.
    case memoryExceeded(byteCount: Int)
    /// The whole tree is gone, and all it wrote has been delivered. The last event.
    case exited(ProgramExit)
}

/// Where a program wrote to.
package enum ProgramOutputStream: UInt8, Sendable {
    case standardOutput = 0
    case standardError = 1
}

/// How a program's first process ended.
package enum ProgramExit: Equatable, Sendable {
    /// It left with this code.
    case code(Int32)
    /// A signal ended it.
    case signal(Int32)
    /// It could not be started; the sentence says why.
    case notStarted(RuntimeError.Code, String)
}

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
